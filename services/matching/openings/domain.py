"""Who is asked for a free place, and who is left in peace. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from services.matching.openings.policy import OpeningPolicy
from services.matching.rosters.candidates import Candidate
from services.matching.rosters.policy import BANDS, WORKLOAD

ASKED, LATELY, USED_UP = "asked_for_this", "asked_lately", "notices_used_up"
Notices = Mapping[str, Sequence[tuple[str, dt.datetime]]]
"""By volunteer the shifts for which somebody was asked, and when."""


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
