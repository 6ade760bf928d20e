"""Versions of policies that two persons adopt (docs/adr/0057): what one waits for, and what is against it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Protocol

from shared.rules.faults import Fault
from shared.rules.names import is_among

ADOPTION, SECOND_PERSON = "adoption", "second_person_required"
ADOPTED_BY, PROPOSED_BY = "adopted_by", "proposed_by"
HELD = f"held:{ADOPTION}"
MOST_AHEAD = dt.timedelta(days=3 * 366)
"""To a version's first day: none may begin before the last one, so a mistyped year would shut the line [no source]."""

Facts = Mapping[str, Any]
"""Of a version, as JSON values."""


class Newest(Protocol):
    """The newest version of a name that is adopted, or that Kapok brings."""

    @property
    def version(self) -> int:
        """Its number."""

    @property
    def holds_from(self) -> dt.date:
        """Its first day."""


def name_proposer(version: dict[str, Any], sender: str, speaks: bool) -> None:
    """Complete a version by who proposes it."""
    version[PROPOSED_BY] = sender


def lacks_adoption(version: Facts) -> str | None:
    """What a version waits for that a second person brings."""
    return None if version.get(ADOPTED_BY) else ADOPTION


def adoption_faults(version: Facts, newest: Newest, adopter: str, today: dt.date) -> list[Fault]:
    """Why a version cannot be adopted by somebody on a day: what was decided on past days stays by its version."""
    first = dt.date.fromisoformat(version["holds_from"])
    reasons = {
        (ADOPTED_BY, SECOND_PERSON): is_among(adopter, [version.get(PROPOSED_BY)]),
        ("version", "not_the_next"): version["version"] != newest.version + 1,
        ("holds_from", "in_the_past"): first < today,
        ("holds_from", "before_the_last"): first < newest.holds_from,
        ("holds_from", "too_far_ahead"): first > today + MOST_AHEAD,
    }
    return [Fault(*reason) for reason, applies in reasons.items() if applies]
