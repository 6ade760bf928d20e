"""`python -m cli.project.certificate_picture`: the picture of a certificate in the documentation, made of the sample.

It shows presences of a volunteer of `samples/warm_winter` that were measured, with the names that the sample has.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import click

from cli.paths import ROOT
from services.hours.certificates import domain
from services.hours.certificates.page import page
from services.hours.policies import attendance_policy
from services.hours.shifts.domain import Interval, Shift
from shared import clock
from shared.certificates import files

SAMPLE, PICTURE = ROOT / "samples" / "warm_winter", ROOT / "docs" / "pictures" / "certificate.png"
MEASURED = ("qr", "gps")
NUMBER, SERIAL = "KV3TXW9P5RMD4H", "KC00000000000000000"
ADDRESS, ISSUED = "https://kapok.example", dt.datetime(2018, 3, 12, 2, tzinfo=dt.UTC)
KEY = {"example": bytes(32)}
"""Nobody's: nothing but the picture is signed by it."""
FINE = 80.0
"""Points to the inch."""


@click.command()
def main() -> None:
    """Make the picture anew."""
    said = domain.issued(_contents(), SERIAL, ISSUED, ADDRESS)
    PICTURE.write_bytes(page(said, files.as_json(KEY, files.issue(KEY, said), {}), picture=FINE))
    click.echo(PICTURE.relative_to(ROOT))


def _contents() -> dict[str, Any]:
    shifts, posts, sites = (_table(name, f"{name[:-1]}_ref") for name in ("shifts", "posts", "sites"))
    units = {ref: one["name"] for ref, one in _table("organisations", "organisation_ref").items()}
    entries = list(_entries(shifts, posts, sites))
    names = domain.Names({ref: posts[one["post_ref"]] for ref, one in shifts.items()}, organisations=units)
    asked = domain.Asked(NUMBER, dt.date(2018, 1, 1), dt.date(2018, 3, 11))
    return domain.contents(asked, [domain.line(one, names) for one in entries], names)


def _entries(shifts: Any, posts: Any, sites: Any) -> Iterator[dict[str, Any]]:
    """The measured presences of who has the most of them, as the ledger keeps them."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _table("attendance", "attendance_ref").values():
        if row["method"] in MEASURED and row["checked_out_at"] and row["shift_ref"] in shifts:
            rows[row["volunteer_ref"]].append(row)
    who = min(Counter({ref: len(some) for ref, some in rows.items()}).most_common(), key=lambda one: (-one[1], one[0]))[
        0
    ]
    for row in rows[who]:
        shift = shifts[row["shift_ref"]]
        window = Shift(_interval(shift["starts_at"], shift["ends_at"]), "440000").window
        cut = _interval(row["checked_in_at"], row["checked_out_at"]).cut_to(window)
        if cut:
            day = clock.china_day(cut.start)
            region = sites[posts[shift["post_ref"]]["site_ref"]]["region_code"]
            yield {
                "_id": row["attendance_ref"],
                "attendance_ref": row["attendance_ref"],
                "shift_ref": row["shift_ref"],
                "volunteer": NUMBER,
                "minutes": cut.minutes,
                "region_code": region,
                "day": day.isoformat(),
                "starts_at": cut.start,
                "ends_at": cut.end,
                "provenance": "measured",
                "late": False,
                "policy": attendance_policy(day, region).reference,
            }


def _interval(start: str, end: str) -> Interval:
    return Interval(clock.from_text(start), clock.from_text(end))


def _table(name: str, key: str) -> dict[str, dict[str, str]]:
    """The rows of a file of the sample; of several with one reference the first."""
    found: dict[str, dict[str, str]] = {}
    with (SAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row[key], row)
    return found


if __name__ == "__main__":
    main()
