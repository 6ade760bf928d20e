"""Affiliations: who belongs to which organisation, as what, and on which days (rules-network.md 2). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.rules.spans import Span, through

PARTY_MEMBER, LEAGUE_MEMBER, STUDENT, EMPLOYEE = KINDS = ("party_member", "league_member", "student", "employee")
STAGES = ("junior_high", "senior_high", "vocational", "university")
SEALED = ("kind", "stage")
"""What is shown to nobody: that somebody is a member of a party, or not."""
PERSONAL = (*SEALED, "from", "to")
"""What services that hold the key are told, of every affiliation, so that being told it tells nothing."""


@dataclass(frozen=True)
class Affiliation:
    """A volunteer's belonging to an organisation.

    Attributes:
        stage: of a student, which school it is; None for all others.
        span: the days on which it holds, the last one included.
    """

    reference: str
    organisation_ref: str
    kind: str
    stage: str | None
    span: Span

    def valid_on(self, day: dt.date) -> bool:
        """Whether it holds on a day."""
        return self.span.has(day)


def affiliation(facts: Mapping[str, Any]) -> Affiliation:
    """The affiliation that a record describes."""
    last = dt.date.fromisoformat(facts["to"]) if facts["to"] else None
    span = through(dt.date.fromisoformat(facts["from"]), last)
    return Affiliation(facts["affiliation_ref"], facts["organisation_ref"], facts["kind"], facts["stage"], span)


def stage_problem(kind: str, stage: str | None) -> str | None:
    """Why a stage does not go with a kind, or None: students have one, nobody else has."""
    if kind == STUDENT:
        return "must be given for students" if stage is None else None
    return None if stage is None else "is for students only"


def told(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What everybody hears: who belongs where, and not as what."""
    return {name: facts[name] for name in ("affiliation_ref", "volunteer", "organisation_ref")}
