"""Rules of long placements: what became of one as of a day, and the steps of its life (rules-network.md 8). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from shared.rules.faults import Fault, Refused
from shared.rules.months import months_later
from shared.rules.names import NOT_WHO_ASKS, is_among
from shared.rules.spans import DAY

PROGRAMMES = ("mountain_plan", "western_plan", "international", "hk_macao")
APPLIED, SELECTED, SERVING, COMPLETED, LEFT = "applied", "selected", "serving", "completed", "left"
SERVED = (SERVING, COMPLETED, LEFT)
SEALED = ("left_reason",)
DECISIONS = ("selected_on", "refusal", "starts_on", "extended_months", "left_on", "left_reason")
"""What a row may say of decisions about an application."""
SENT_BY, SELECTED_BY, STARTED_BY = DECIDERS = ("sent_by", "selected_by", "started_by")
REFUSED_BY, EXTENDED_BY, LEFT_BY = "refused_by", "extended_by", "left_by"
SECOND_PERSON = "second_person_required"
TOLD = ("placement_ref", "programme", "volunteer", "place", "applied_on", "selected_on", "starts_on", "left_on")

Facts = Mapping[str, Any]
"""Of a placement, as JSON values."""


def name_sender(placement: dict[str, Any], sender: str, speaks: bool) -> Fault | None:
    """Complete a row by who sent it; what is wrong where it says decisions and its sender speaks for nobody else.

    Who decides is who asks, so that whoever may not speak for others applies by a row, and decides by steps.
    """
    said = next((name for name in DECISIONS if placement[name]), None)
    if said and not speaks:
        return Fault(said, NOT_WHO_ASKS)
    placement[SENT_BY] = sender
    return None


def state(placement: Facts, day: dt.date) -> str:
    """What became of an accepted placement as of a day."""
    selected, starts, left = (_day(placement[name]) for name in ("selected_on", "starts_on", "left_on"))
    if placement["refusal"]:
        return f"refused:{placement['refusal']}"
    if selected is None or day < selected:
        return APPLIED
    if starts is None or day < starts:
        return SELECTED
    if left is not None and day >= left:
        return LEFT
    return COMPLETED if day > last_day(placement) else SERVING


def last_day(placement: Facts) -> dt.date:
    """The last day of one that has a first: the day before the same day so many months later."""
    starts = dt.date.fromisoformat(placement["starts_on"])
    return months_later(starts, placement["months"] + placement["extended_months"]) - DAY


def age_counts_on(placement: Facts) -> dt.date:
    """The day on which the person must be of age: the first, or that of the application while there is none."""
    return dt.date.fromisoformat(placement["starts_on"] or placement["applied_on"])


def told(placement: Facts) -> dict[str, Any]:
    """What others hear of a placement: neither why it was refused or left, nor what is paid."""
    ends = last_day(placement).isoformat() if placement["starts_on"] else None
    return {**{name: placement[name] for name in TOLD}, "last_day": ends, "refused": bool(placement["refusal"])}


def selected(placement: Facts, day: dt.date, by: str) -> dict[str, Any]:
    """Somebody selects who applied; again, while there is no first day.

    Raises:
        Refused: it was refused, has begun, or the day is before the application.
    """
    _must_be_open(placement)
    if placement["starts_on"]:
        raise Refused(Fault("selected_on", "already_started"))
    _must_not_precede(placement, "selected_on", day, "applied_on")
    return {"selected_on": day.isoformat(), SELECTED_BY: by}


def refused(placement: Facts, reason: str, by: str) -> dict[str, Any]:
    """Somebody refuses who applied, before there is a first day.

    Raises:
        Refused: it was refused before, or has a first day.
    """
    _must_be_open(placement)
    if placement["starts_on"]:
        raise Refused(Fault("refusal", "already_started"))
    return {"refusal": reason, REFUSED_BY: by}


def started(placement: Facts, day: dt.date, today: dt.date, by: str) -> dict[str, Any]:
    """A second person says the first day, from which on the allowance is paid; another one until it has come.

    Raises:
        Refused: nobody selected the person, who did asks, the first day has come, or would be before the selection.
    """
    _must_be_open(placement)
    if not placement["selected_on"]:
        raise Refused(Fault("starts_on", "not_selected"))
    if is_among(by, [placement.get(SELECTED_BY) or placement.get(SENT_BY)]):
        raise Refused(Fault("starts_on", SECOND_PERSON))
    if placement["starts_on"] and today >= dt.date.fromisoformat(placement["starts_on"]):
        raise Refused(Fault("starts_on", "already_started"))
    _must_not_precede(placement, "starts_on", day, "selected_on")
    return {"starts_on": day.isoformat(), STARTED_BY: by}


def extended(placement: Facts, months: int, today: dt.date, by: str) -> dict[str, Any]:
    """A second person has it go on for so many months in all beyond its term.

    Raises:
        Refused: it has no first day, is over, who began it asks, or they are no more than before.
    """
    _must_have_begun(placement, "extended_months")
    if is_among(by, [placement.get(STARTED_BY) or placement.get(SENT_BY)]):
        raise Refused(Fault("extended_months", SECOND_PERSON))
    if state(placement, today) in (LEFT, COMPLETED):
        raise Refused(Fault("extended_months", "already_over"))
    if months <= placement["extended_months"]:
        raise Refused(Fault("extended_months", "not_longer"))
    return {"extended_months": months, EXTENDED_BY: by}


def left(placement: Facts, day: dt.date, reason: str | None, by: str) -> dict[str, Any]:
    """Somebody leaves from a day on; another day takes the place of one that was said.

    Raises:
        Refused: it has no first day, or the day is before the first or after the last.
    """
    _must_have_begun(placement, "left_on")
    _must_not_precede(placement, "left_on", day, "starts_on")
    if day > last_day(placement):
        raise Refused(Fault("left_on", "already_over"))
    return {"left_on": day.isoformat(), "left_reason": reason, LEFT_BY: by}


def certificate(placement: Facts, day: dt.date) -> dict[str, Any]:
    """What a certificate says of a placement that is completed.

    Raises:
        Refused: it is not.
    """
    found = state(placement, day)
    if found != COMPLETED:
        raise Refused(Fault("state", "not_completed"))
    names = ("placement_ref", "volunteer", "programme", "place")
    months = placement["months"] + placement["extended_months"]
    period = {"first_day": placement["starts_on"], "last_day": last_day(placement).isoformat(), "months": months}
    return {**{name: placement[name] for name in names}, **period}


def _must_be_open(placement: Facts) -> None:
    if placement["refusal"]:
        raise Refused(Fault("refusal", "already_refused"))


def _must_have_begun(placement: Facts, field: str) -> None:
    if not (placement["selected_on"] and placement["starts_on"]) or placement["refusal"]:
        raise Refused(Fault(field, "not_started"))


def _must_not_precede(placement: Facts, field: str, day: dt.date, start: str) -> None:
    if day < dt.date.fromisoformat(placement[start]):
        raise Refused(Fault(field, f"before_{start}"))


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
