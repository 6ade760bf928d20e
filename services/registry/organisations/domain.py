"""Organisations: their place in the tree of federations and of what stands below them, and their standing. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from shared.rules.faults import Fault, Refused
from shared.rules.places import contains, level_of
from shared.rules.spans import Span

FEDERATION = "federation"
ORGANISATION_KINDS = (
    FEDERATION,
    "service_team",
    "school_association",
    "school_corps",
    "school",
    "alliance",
    "company",
    "institution",
    "party_branch",
    "league_branch",
)
ALLIANCE_FIELDS = ("law", "community_correction", "aid", "emergency", "medicine", "culture")
UNSETTLED = "members.unsettled.v1"
LEADING = ("parent_ref", "dissolved_on", "successor_ref")
"""Facts that say where the members of an organisation, and of those below it, count."""
LEVELS = ("province", "city", "county")

Organisation = Mapping[str, Any]
"""The facts of an organisation as JSON values; of one that is accepted also its `ancestors`."""


def organisation_fault(reference: str, parent: str | None) -> Fault | None:
    """What is wrong with an organisation's place in the tree; the one above it may still be unknown."""
    return Fault("parent_ref", "own_parent") if parent == reference else None


def path_below(parent: Organisation | None) -> list[str]:
    """The ancestors of what stands right below a parent, the uppermost first."""
    return [*parent["ancestors"], parent["organisation_ref"]] if parent else []


def is_circle(organisation: Organisation, parent: Organisation | None) -> bool:
    """Whether an organisation would stand below itself."""
    return organisation["organisation_ref"] in path_below(parent)


def is_outside(organisation: Organisation, parent: Organisation | None) -> bool:
    """Whether its region does not lie in its parent's."""
    return parent is not None and not contains(parent["region_code"], organisation["region_code"])


def is_off_level(organisation: Organisation, parent: Organisation | None) -> bool:
    """Whether a federation's parent is none exactly one level up; the province's has no parent."""
    if organisation["kind"] != FEDERATION:
        return False
    level = LEVELS.index(level_of(organisation["region_code"]))
    if level == 0 or parent is None:
        return level > 0 or parent is not None
    return bool(parent["kind"] != FEDERATION or LEVELS.index(level_of(parent["region_code"])) != level - 1)


def standing(organisation: Organisation) -> Span:
    """The days on which an accepted organisation is active: from its founding to the day before its dissolution."""
    return Span(_day(organisation.get("founded_on")) or dt.date.min, _day(organisation.get("dissolved_on")))


def is_active(organisation: Organisation, day: dt.date) -> bool:
    """Whether an accepted organisation is active on a day."""
    return standing(organisation).has(day)


def dissolved(organisation: Organisation, day: dt.date | None) -> dict[str, str | None]:
    """The field that says from when on an organisation is dissolved, once that is set; None takes it back.

    Raises:
        Refused: the day would be before its founding.
    """
    if day and day < standing(organisation).first:
        raise Refused(Fault("dissolved_on", "before_founded_on"))
    return {"dissolved_on": day.isoformat() if day else None}


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
