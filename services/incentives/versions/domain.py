"""When a version of a policy may be adopted, and what it must say. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from services.incentives.standing.tables import BROUGHT, brought, policy_of, says
from shared.rules.faults import Fault
from shared.rules.names import is_among

NAMES = tuple(one.name for one in BROUGHT)
UNCHANGED = frozenset({"category", "by_calendar_year"})
"""Words that a version may leave to the one that Kapok brings."""
NUMBERS = tuple(sorted({name for one in BROUGHT for name in says(one)} - UNCHANGED))
"""All that a version of any name can say."""
ADOPTION, SECOND_PERSON = "adoption", "second_person_required"
ADOPTED_BY = "adopted_by"
HELD = f"held:{ADOPTION}"

Facts = Mapping[str, Any]
"""Of a version, as JSON values."""


class Newest(NamedTuple):
    """The newest version of a name that is adopted, or that Kapok brings."""

    version: int
    holds_from: dt.date


def form_faults(version: Facts) -> list[Fault]:
    """What a version lacks that a policy of its name says, and what has no place in one."""
    needed = set(says(brought(version["name"]))) - UNCHANGED
    lacking = [name for name in NUMBERS if name in needed and name in version and not version[name]]
    strange = [name for name in NUMBERS if name not in needed and version.get(name)]
    return [
        *(Fault(name, "must be given, and above 0, for a policy of this name") for name in lacking),
        *(Fault(name, "has no place in a policy of this name") for name in strange),
    ]


def name_proposer(version: dict[str, Any], sender: str, speaks: bool) -> None:
    """Complete a version by who proposes it."""
    version["proposed_by"] = sender


def lacks_adoption(version: Facts) -> str | None:
    """What a version waits for that a second person brings."""
    return None if version.get(ADOPTED_BY) else ADOPTION


def newest_brought(name: str) -> Newest:
    """The version that Kapok brings."""
    one = brought(name)
    return Newest(one.version, one.holds_from)


def adoption_faults(version: Facts, newest: Newest, adopter: str, today: dt.date) -> list[Fault]:
    """Why a version cannot be adopted by somebody on a day."""
    first = dt.date.fromisoformat(version["holds_from"])
    reasons = {
        ("adopted_by", SECOND_PERSON): is_among(adopter, [version.get("proposed_by")]),
        ("version", "not_the_next"): version["version"] != newest.version + 1,
        ("holds_from", "in_the_past"): first < today,
        ("holds_from", "before_the_last"): first < newest.holds_from,
    }
    return [Fault(*reason) for reason, applies in reasons.items() if applies]


def told(version: Facts) -> dict[str, Any]:
    """What others hear of a version that was adopted."""
    return {"policy_version_ref": version["policy_version_ref"], **policy_of(version).kept}
