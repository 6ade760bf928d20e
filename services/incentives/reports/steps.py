"""What becomes of a report after it came in: taken back, objected to, the objection decided. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from services.incentives.reports.domain import RESOLVED
from shared import clock
from shared.rules.faults import Fault
from shared.rules.names import NOT_WHO_ASKS, is_among

TAKEN_BACK, UPHELD, DISMISSED, OPEN = "taken_back", "upheld", "dismissed", "open"
OBJECTION_UPHELD = "objection_upheld"
DECISIONS = (UPHELD, DISMISSED)
MISTAKE, OTHER_PERSON, TWICE = WHY = ("mistake", "other_person", "twice")
SENT_BY = "sent_by"
TOLD_BACK = "report.taken_back.v1"

Facts = Mapping[str, Any]
"""Of a report, as JSON values."""


def void_from(report: Facts) -> dt.date | None:
    """The day in China from which on a report counts no more: it was taken back, or an objection to it was upheld."""
    moments = (report.get("taken_back_at"), report.get("decided_at") if report.get("decision") == UPHELD else None)
    return min((clock.china_day(clock.from_text(one)) for one in moments if one), default=None)


def state(report: Facts, day: dt.date) -> str:
    """What became of an accepted report as of a day; of others the outcome."""
    since = void_from(report)
    if since is None or since > day:
        return str(report["outcome"])
    taken = report.get("taken_back_at")
    return TAKEN_BACK if taken and clock.china_day(clock.from_text(taken)) == since else OBJECTION_UPHELD


def taking_back_fault(report: Facts, partner: str, *, speaks: bool) -> Fault | None:
    """Why a partner cannot take a report back: it is another's, of another source, say, that has one of this name."""
    if not (speaks or report["partner_ref"] == partner):
        return Fault("partner_ref", NOT_WHO_ASKS)
    return None


def objection_fault(report: Facts) -> Fault | None:
    """Why nobody can object to a report now."""
    if report["kind"] == RESOLVED:
        return Fault("kind", "nothing_to_object")
    return Fault("", TAKEN_BACK) if report.get("taken_back_at") else None


def decision_fault(report: Facts, decision: str, who: str, volunteer: Iterable[str]) -> Fault | None:
    """Why somebody cannot decide on an objection: who reported, objected, or is the volunteer does not.

    Args:
        volunteer: all names of the one whom the report is about.
    """
    if not report.get("objected_at"):
        return Fault("", "no_objection")
    if report.get("taken_back_at"):
        return Fault("", TAKEN_BACK)
    if report.get("decision") not in (None, decision):
        return Fault("decision", "already_decided")
    named = (*had_a_say(report), report["volunteer_ref"], *volunteer)
    return Fault("decided_by", "second_person_required") if is_among(who, named) else None


def told(report: Facts) -> dict[str, Any]:
    """What events say of a report; never what the volunteer said against it."""
    names = ("report_ref", "partner_ref", "volunteer", "benefit_ref", "kind", "at")
    return {name: report[name] for name in names}


def had_a_say(report: Facts) -> tuple[str | None, ...]:
    """Who reported, sent that, or objected."""
    return report["partner_ref"], report.get(SENT_BY), report.get("objected_by")


def told_taken_back(report: Facts) -> dict[str, Any]:
    """What its event says of a report that was taken back."""
    return {**told(report), "taken_back_at": report["taken_back_at"], "why": report["why"]}
