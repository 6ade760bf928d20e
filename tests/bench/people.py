"""People who register, as a file of volunteers: each with a document of its own that is valid, and nobody's."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

from samples.make_warm_winter import CITIES, identity_number

OLDEST, A_DAY = dt.date(1950, 1, 1), 20
"""So many of one day of birth: everybody is of age up to 300,000 people."""
SKILLS = ("", "first_aid", "english|driving", "it|cantonese|psychology")
SURNAMES, GIVEN = "陈李黄张梁林刘吴罗杨", "伟芳娜敏静强磊军洋勇"
MOST = 300_000


def write(file: Path, count: int) -> None:
    """Write `volunteers.csv` of so many people, the same ones every time."""
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, row(0))
        writer.writeheader()
        writer.writerows(map(row, range(count)))


def row(number: int) -> dict[str, Any]:
    """One of them."""
    born, serial = OLDEST + dt.timedelta(days=number // A_DAY), number % A_DAY
    region, latitude, longitude, _ = CITIES[number % len(CITIES)]
    return {
        "volunteer_ref": f"v-{number:07d}",
        "name": SURNAMES[number % 10] + GIVEN[number // 10 % 10] + GIVEN[number // 100 % 10],
        "document_type": "resident_id",
        "document_number": identity_number(born, serial),
        "birth_date": born.isoformat(),
        "sex": "FM"[serial % 2],
        "phone": f"190{number:08d}",
        "home_region_code": region,
        "skills": SKILLS[number % len(SKILLS)],
        "party_member": "no",
        "league_member": "no",
        "student_stage": "",
        "guardian_consent_on": "",
        "identity_status": "unverified" if number % 33 == 0 else "verified",
        "latitude": f"{latitude + number % 997 / 5000:.5f}",
        "longitude": f"{longitude + number % 991 / 5000:.5f}",
        "registered_on": "",
    }
