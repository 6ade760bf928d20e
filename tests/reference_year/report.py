"""A second, separate program for the rules of the network: it reads a year's files in one go and gives the report.

It shares no code with the services, keeps everything in memory and knows no events, so that the two can be compared on
years of any size. It knows the files of `columns.py` and ignores others. `python -m tests.reference_year.report
samples/province_year 2018-12-31` gives the sample's `expected.json`.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.reference_year.allocation import allocation
from tests.reference_year.awards import Awards
from tests.reference_year.benefits import Benefits
from tests.reference_year.figures import Figures
from tests.reference_year.funds import Funds
from tests.reference_year.hours import Hours
from tests.reference_year.network import Network
from tests.reference_year.pairings import Pairings
from tests.reference_year.placements import Placements
from tests.reference_year.programmes import Programmes
from tests.reference_year.rows import KINDS, Rows
from tests.reference_year.sign_ups import SignUps
from tests.reference_year.training import Training
from tests.reference_year.works import Works


def report(folder: Path, day: dt.date) -> dict[str, Any]:
    """What the rules make of the year in `folder` as of the end of `day`."""
    rows = Rows(folder)
    network = Network(rows, day)
    pairings, training, works, funds = Pairings(network), Training(network), Works(network), Funds(network)
    hours = Hours(network, pairings)
    placements, volunteers = Placements(network), hours.volunteers()
    benefits = Benefits(network, hours)
    awards = Awards(network, hours, benefits)
    sign_ups = SignUps(network, training)
    stars = Counter(str(standing["stars"]) for standing in volunteers.values() if "stars" in standing)
    return {
        "rows": {kind: sum(counts[kind] for counts in rows.counts.values()) for kind in KINDS},
        "rows_by_file": {file: dict(counts) for file, counts in rows.counts.items() if any(counts.values())},
        "outcomes": dict(Counter(hours.outcomes.values())),
        "outcomes_by_file": network.report()
        | {"enrolments": training.report()}
        | works.report()
        | funds.report()
        | pairings.report()
        | placements.report()
        | benefits.report()
        | awards.report()
        | (sign_ups.report() if rows["sign_up_actions"] else {}),
        "attendance": hours.outcomes,
        "credited_minutes": sum(
            entry.minutes for person in hours.entries for entry in hours.of(person) if entry.served
        ),
        "stars": dict(stars),
        "volunteers": volunteers,
        **({"works_ranked": works.ranked()} if rows["works"] else {}),
        "figures": Figures(network, hours).report()
        | {"backbone": training.backbone(), "no_shows": sign_ups.no_shows()}
        | pairings.figures()
        | Programmes(network, hours).report(),
        **({"allocation": allocation(network)} if rows["needs"] or rows["offers"] else {}),
        **({"placements_allowance_fen": placements.allowances()} if placements.allowances() else {}),
        **({"benefits": benefits.states()} if rows["benefits"] else {}),
        **({"nominations_mean": awards.means()} if awards.means() else {}),
        **({"funds": funds.balances()} if rows["funds"] else {}),
    }


if __name__ == "__main__":
    found = report(Path(sys.argv[1]), dt.date.fromisoformat(sys.argv[2]))
    sys.stdout.write(json.dumps(found, indent=1, sort_keys=True) + "\n")
