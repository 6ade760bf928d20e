"""When somebody studies at a university (rules-network.md 11). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from shared.rules.spans import Span, through

STUDENT, UNIVERSITY = "student", "university"


class Told(NamedTuple):
    """What was told of an affiliation.

    Attributes:
        personal: stays sealed; None where nothing was.
        organisation_ref: to which; None where an earlier version kept it.
    """

    affiliation_ref: str
    sequence: int
    personal: str | None
    organisation_ref: str | None = None


def newest(told: Iterable[Told]) -> list[Told]:
    """The last word on each affiliation, by reference."""
    latest = {one.affiliation_ref: one for one in sorted(told, key=lambda one: one.sequence)}
    return [latest[reference] for reference in sorted(latest)]


def study(affiliation: Mapping[str, Any]) -> Span | None:
    """The days on which an affiliation makes somebody a student of a university; None for any other affiliation."""
    return stage(affiliation) if affiliation["stage"] == UNIVERSITY else None


def stage(affiliation: Mapping[str, Any]) -> Span | None:
    """The days on which an affiliation makes somebody a student of any school; None for who is none by it."""
    return membership(affiliation) if affiliation["kind"] == STUDENT else None


def membership(affiliation: Mapping[str, Any]) -> Span:
    """The days on which an affiliation holds."""
    last = dt.date.fromisoformat(affiliation["to"]) if affiliation["to"] else None
    return through(dt.date.fromisoformat(affiliation["from"]), last)


def since(studies: Iterable[Span], day: dt.date) -> dt.date | None:
    """From which day on the hours of somebody count who is a student on a day; None for one who is not.

    Of several affiliations that hold on the day the latest counts; one that is over gives nothing.
    """
    return max((one.first for one in studies if one.has(day)), default=None)
