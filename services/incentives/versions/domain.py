"""When a version of a policy may be adopted, and what it must say. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from services.incentives.standing.tables import BROUGHT, brought, policy_of, says
from shared.rules.adoption import Facts
from shared.rules.faults import Fault

NAMES = tuple(one.name for one in BROUGHT)
UNCHANGED = frozenset({"category", "by_calendar_year"})
"""Words that a version may leave to the one that Kapok brings."""
NUMBERS = tuple(sorted({name for one in BROUGHT for name in says(one)} - UNCHANGED))
"""All that a version of any name can say."""


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


def newest_brought(name: str) -> Newest:
    """The version that Kapok brings."""
    one = brought(name)
    return Newest(one.version, one.holds_from)


def told(version: Facts) -> dict[str, Any]:
    """What others hear of a version that was adopted."""
    return {"policy_version_ref": version["policy_version_ref"], **policy_of(version).kept}
