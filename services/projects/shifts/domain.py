"""Rules of shifts: what makes one sensible, and what it inherits from its post. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.projects.posts.domain import NO_PROJECT, POST_FACTS
from services.projects.publication.domain import DRAFT, PUBLISHED, must_be, state
from shared.clock import from_text
from shared.rules.faults import Fault, Refused

LONGEST_SHIFT = dt.timedelta(hours=24)
SHIFT_FACTS = ("shift_ref", "starts_at", "ends_at", "capacity")

Facts = Mapping[str, Any]
"""Of a shift or its post, as JSON values."""


def shift_problem(starts_at: dt.datetime, ends_at: dt.datetime) -> str | None:
    """Why a time slot makes no sense, or None."""
    if ends_at < starts_at:
        return "ends before its start"
    if ends_at - starts_at > LONGEST_SHIFT:
        return "is longer than 24 hours"
    return None


def rescheduled(shift: Facts, said: Facts, taken: int, now: dt.datetime, *, awaited: bool = False) -> dict[str, Any]:
    """The fields of a shift that is to be at another time or for another number of people.

    A draft may become anything. Who signed up did so for a time: it stays, and there are no fewer places than people.

    Args:
        taken: for how many who signed up it has a place.
        awaited: whether others wait for one.

    Raises:
        Refused: it is no longer published, it has begun, or it would have; or people signed up.
    """
    facts = {name: value.isoformat() if isinstance(value, dt.datetime) else value for name, value in said.items()}
    if state(shift) == DRAFT:
        return facts
    must_be(shift, PUBLISHED)
    check_ahead(shift, now)
    if said["starts_at"] <= now:
        raise Refused(Fault("starts_at", "begun"))
    times = ("starts_at", "ends_at")
    if (taken or awaited) and any(from_text(shift[name]) != said[name] for name in times):
        raise Refused(Fault("starts_at", "signed_up"))
    if said["capacity"] < taken:
        raise Refused(Fault("capacity", "signed_up"))
    return facts


def check_ahead(shift: Facts, now: dt.datetime) -> None:
    """Let no step be taken of a shift that has begun.

    Raises:
        Refused: it has.
    """
    if has_begun(shift, now):
        raise Refused(Fault("starts_at", "begun"))


def has_begun(shift: Facts, now: dt.datetime) -> bool:
    """Whether a shift has begun."""
    return from_text(shift["starts_at"]) <= now


def ended_told(shift: Facts, post: Facts) -> dict[str, Any]:
    """What others hear of a shift that is closed or cancelled."""
    own = {name: shift[name] for name in ("shift_ref", "post_ref", "starts_at", "ends_at", "state")}
    of_post = {"project_ref": post["project_ref"] or NO_PROJECT, "organisation_ref": post["organisation_ref"]}
    return {**own, **of_post, "region_code": post["region_code"], "reason": shift.get("reason")}


def schedule_shift(shift: Mapping[str, Any], post: Mapping[str, Any]) -> dict[str, Any]:
    """A shift with what its open post says, so that who hears of it needs to know nothing else."""
    inherited = {name: post[name] for name in (*POST_FACTS, "organisation_ref")} | {
        "project_ref": post["project_ref"] or NO_PROJECT
    }
    return {**{name: shift[name] for name in SHIFT_FACTS}, **inherited}
