"""Who is asked for a free place, and who is left in peace. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from services.matching.facts.domain import Shift
from services.matching.openings.policy import OPENINGS, OpeningPolicy
from services.matching.rosters.candidates import Candidate
from services.matching.rosters.policy import BANDS, WORKLOAD
from shared import clock
from shared.rules.places import PROVINCE
from shared.rules.policies import in_force

ASKED, LATELY, USED_UP = "asked_for_this", "asked_lately", "notices_used_up"
SIGNED_UP, BUSY, DECLINED = "signed_up", "busy_then", "declined"
CONFIRMED = "confirmed"
ACTIVE = frozenset({CONFIRMED, "waiting"})
GIVEN_UP = frozenset({"cancelled", "cancelled_late"})
Notices = Mapping[str, Sequence[tuple[str, dt.datetime]]]
"""By volunteer the shifts for which somebody was asked, and when."""


def policy_at(now: dt.datetime) -> OpeningPolicy:
    """What holds at a moment."""
    return in_force(OPENINGS, clock.china_day(now), PROVINCE)


def soon(starts_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether a shift is ahead, and too near to be left to a roster."""
    return now < starts_at <= now + dt.timedelta(days=policy_at(now).ahead_days)


def same_time(one: Shift, other: Shift) -> bool:
    """Whether nobody can take both: they overlap, or one offer would have to serve for two."""
    return (one.day, one.part_of_day) == (other.day, other.part_of_day) or one.overlaps(other)


def places(capacity: int, confirmed: int, given_up: int | None) -> int:
    """How many places of a shift are proposed.

    Args:
        given_up: how many sign-ups were given up, and places added, since it was proposed last, so that nobody is
            asked once more for a place for which others are thinking it over; None where it has just opened.
    """
    free = max(capacity - confirmed, 0)
    return free if given_up is None else min(free, given_up)


def left_out(
    notices: Sequence[tuple[str, dt.datetime]], shift_ref: str, now: dt.datetime, policy: OpeningPolicy
) -> str | None:
    """Why somebody who may take a place is not asked now; None for who is."""
    recent = [at for _, at in notices if at > now - dt.timedelta(days=policy.within_days)]
    if any(ref == shift_ref for ref, _ in notices):
        return ASKED
    if any(at > now - dt.timedelta(hours=policy.rest_hours) for at in recent):
        return LATELY
    return USED_UP if len(recent) >= policy.most_notices else None


def ranked(candidates: Sequence[Candidate], notices: Notices) -> list[Candidate]:
    """The eligible by band, the nearest first; then who served less, and was asked less often; then the others."""

    def rank(one: Candidate) -> tuple[bool, int, bool, int, str]:
        band = BANDS.index(one.band) if one.band else len(BANDS)
        asked = len(notices.get(one.volunteer, ()))
        return (not one.eligible, band, WORKLOAD in one.reasons, asked, one.volunteer_ref)

    return sorted(candidates, key=rank)
