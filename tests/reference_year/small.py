"""Years of a few rows, for the tests of single rules."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

from tests.reference_year.columns import COLUMNS
from tests.reference_year.report import report

Changes = dict[str, str]
DEFAULTS = {
    "populations": "n1,volunteers,440100,,32,2018-06-30",
    "organisations": "o1,联合会,federation,440000,,,,,",
    "volunteers": "v1,陈明,passport,E1,1990-01-01,F,191,440100,,no,no,,,verified,23.1,113.2,",
    "merges": "m1,v1,v2,2018-05-01T09:00:00+08:00,",
    "transfers": "t1,v1,440300,2018-05-01T09:00:00+08:00,2018-05-09T09:00:00+08:00,accepted,",
    "terms": "e1,o1,v1,chair,2016-01-01,2019-12-31",
    "affiliations": "f1,v1,o1,league_member,,2017-09-01,",
    "projects": "j1,community,探访,o1,440100,2018-03-01,2018-05-31,elderly,none",
    "funds": "u1,基金,general,o1,2017-06-01",
    "fund_entries": "e1,u1,donation,500,,,,,2018-03-01T09:00:00+08:00",
    "stations": "s1,驿站,o1,station,2015-01-01,",
    "sites": "s1,广州南,rail_station,440100,23.1,113.2,",
    "posts": "p1,,s1,o1,引导,guidance,,14,,",
    "shifts": "h1,p1,2018-03-01T08:00:00+08:00,2018-03-01T12:00:00+08:00,3",
    "opening_balances": "b1,v1,3000,440300,2016-12-31,earlier",
    "availability": "v1,2018-03-01,morning",
    "courses": "c1,skill,city,o1,440100,2018-03-01,2018-03-09,2,60,guide,12,yes",
    "enrolments": "r1,c1,v1,2018-02-01T09:00:00+08:00,4,5,60",
    "placements": "l1,mountain_plan,v1,441400,2017-05-01,2017-06-01,,2018-01-01,12,0,,,230000",
    "calls": "k1,征集,advertisement|video,2018-02-01T09:00:00+08:00,2018-03-01T09:00:00+08:00",
    "works": "w1,k1,video,o1,红棉花开,2018-02-10T09:00:00+08:00",
    "work_scores": "x1,w1,juror-1,o9,80,no,2018-03-02T09:00:00+08:00",
    "needs": "n1,o1,440103,23.1,113.2,goods,box,10,2018-02-01,",
    "offers": "g1,donor-1,440000,23.1,113.3,goods,box,10,2018-02-01,",
    "beneficiaries": "b1,elder,440103,urban,2018-01-05",
    "pairings": "g1,community,b1,o1,volunteer:v1,2018-03-02,2018-03-03,,,",
    "visits": "q1,g1,v1,2018-03-05T09:00:00+08:00,2018-03-05T10:30:00+08:00,visit,",
    "sign_up_actions": "i1,sign_up,,h1,v1,2018-02-01T09:00:00+08:00",
    "attendance": "a1,h1,v1,2018-03-01T08:00:00+08:00,2018-03-01T11:00:00+08:00,qr,,",
}
LAST_DAY = dt.date(2018, 12, 31)


def year(folder: Path, **files: list[Changes]) -> dict[str, Any]:
    """The report of a folder with these rows, each given by what differs from the file's default."""
    for file, row in DEFAULTS.items():
        columns = [text.partition(":")[0].removesuffix("?") for text in COLUMNS[file].split()]
        default = dict(zip(columns, row.split(","), strict=True))
        with (folder / f"{file}.csv").open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, columns)
            writer.writeheader()
            writer.writerows(default | changes for changes in files.get(file, []))
    return report(folder, LAST_DAY)


def serve(folder: Path, presence: Changes, **files: list[Changes]) -> dict[str, Any]:
    """The report of one presence at the default shift, of the default volunteer if no other is given."""
    needed: dict[str, list[Changes]] = {
        file: [{}] for file in ("organisations", "volunteers", "sites", "posts", "shifts")
    }
    return year(folder, **needed | {"attendance": [presence]} | files)
