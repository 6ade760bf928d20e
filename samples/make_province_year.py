#!/usr/bin/env python3
"""Generate a synthetic year of the province (2018) as CSV files.

    make_province_year.py OUT_DIR [--scale 0.1] [--seed 2018]

Most rows are an ordinary year: 21 cities, the delta larger, Warm Winter in February and March, the Lei Feng month,
summer camps, the festival in December. Among them stand cases made on purpose, each repeated `rounds` times: every
outcome of the rules just inside and just outside its limit. Last, every file gets rows that are malformed in one field,
replays and conflicts. The cases need enough ordinary people about them: the least scale is about 0.02. People and
documents differ from the season's (make_warm_winter.py), so that both can be imported. README.md beside this file
describes the files. Only the standard library is used, and the same arguments give the same bytes: the order of the
steps below is part of the result.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from year import (
    awards,
    belonging,
    benefits,
    funds,
    organisations,
    pairings,
    people,
    placements,
    places,
    populations,
    presence_cases,
    presences,
    shifts,
    sign_up_cases,
    training,
    works,
)
from year.columns import SCHEMA
from year.irregular import irregular, text
from year.tables import Year

STEPS = (
    organisations.organisations,
    people.volunteers,
    people.merges,
    people.transfers,
    organisations.terms,
    belonging.affiliations,
    belonging.licences,
    belonging.insurance,
    belonging.partners,
    belonging.consents,
    places.projects,
    places.sites,
    places.stations,
    shifts.posts,
    shifts.shifts,
    shifts.opening_balances,
    shifts.availability,
    training.courses,
    training.enrolments,
    presences.attendance,
    sign_up_cases.sign_up_cases,
    presence_cases.attendance_cases,
    pairings.beneficiaries,
    pairings.pairings,
    pairings.pairing_cases,
    pairings.visits,
    placements.placements,
    works.calls,
    works.works,
    works.work_scores,
    funds.needs_and_offers,
    funds.funds,
    funds.fund_entries,
    benefits.benefits,
    benefits.benefit_cases,
    benefits.partner_reports,
    awards.award_cycles,
    awards.nominations,
    awards.award_scores,
    awards.award_objections,
    populations.populations,
)


def make(folder: Path, scale: float, seed: int) -> None:
    """Write every file."""
    year = Year(scale, seed)
    for step in STEPS:
        step(year)
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns in SCHEMA.items():
        rows = irregular(year, name)
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow(columns)
            lines.writerows([text(row[column]) for column in columns] for row in rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out_dir", type=Path)
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=2018)
    arguments = parser.parse_args()
    make(arguments.out_dir, arguments.scale, arguments.seed)
