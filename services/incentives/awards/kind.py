"""Award cycles as a kind of row: a row is one category of a cycle; they are the whole province's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.incentives.awards.calendar import calendar
from services.incentives.awards.schemas import CATEGORIES, AwardCycleRow
from shared.kinds import Case, Kind, Place
from shared.lists import Listing
from shared.rules.places import PROVINCE


def _days(facts: Mapping[str, Any]) -> dict[str, str]:
    found = calendar(dt.date.fromisoformat(facts["nominations_to"]), facts["notice_days"])
    return {name: day.isoformat() for name, day in found._asdict().items()}


def _kept(cycle: Case) -> dict[str, str]:
    """By what a page of them goes on, its days by the policy that held, and when its result is due."""
    days = _days(cycle.facts)
    return {"award_ref": cycle.reference, **days, "due_on": days["notice_to"]}


AWARD_CYCLES = Kind(
    "award_cycles",
    AwardCycleRow,
    ("cycle_ref", "category"),
    "incentives:write",
    place=lambda cycle: Place(PROVINCE),
    keep=_kept,
    event="award.announced.v1",
    tell=lambda cycle: {**cycle.facts, **_days(cycle.facts)},
)
LIST = Listing(
    AWARD_CYCLES.name, "award_ref", ("cycle_ref", "category"), words={"category": CATEGORIES}, by_organisation=False
)
