"""The policies of sign-ups and cancels: in which order they are refused for what, and their numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from services.projects.signups.domain import ACTIVE, Asked, Cancel
from shared.rules.conditions import Conditions
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER, Policy

NOTHING = dt.timedelta()


@dataclass(frozen=True)
class CancelPolicy(Conditions):
    """When a place can be given back.

    Attributes:
        late_hours: a confirmed place given back less than so long before the start is cancelled late. (no source)
        moving_hours: so long before the start or longer it passes to who waits first, later not. (no source)
    """

    late_hours: int
    moving_hours: int

    @property
    def rule(self) -> dict[str, object]:
        """The reasons in the order in which they are asked, and its numbers."""
        return {**super().rule, "late_hours": self.late_hours, "moving_hours": self.moving_hours}

    def is_late(self, cancel: Cancel) -> bool:
        """Whether it comes late."""
        return cancel.left < dt.timedelta(hours=self.late_hours)

    def moves(self, left: dt.timedelta) -> bool:
        """Whether a place that becomes free so long before the start passes on."""
        return left >= dt.timedelta(hours=self.moving_hours)


@dataclass(frozen=True)
class NoticePolicy(Policy):
    """When somebody who has a place is reminded of it.

    Attributes:
        hours: so long before the start; who gets a place later was told of the start just then. (no source)
    """

    hours: int

    def due(self, starts_at: dt.datetime, now: dt.datetime) -> dt.datetime | None:
        """From when on somebody is to be told who gets a place now; None for nobody."""
        at = starts_at - dt.timedelta(hours=self.hours)
        return at if at > now else None


def _is_too_young(asked: Asked) -> bool:
    return asked.volunteer.is_younger(asked.shift.minimum_age, asked.shift.day)


def _lacks_consent(asked: Asked) -> bool:
    return asked.is_minor and not asked.volunteer.consents_on(asked.shift.day)


def _lacks_skill(asked: Asked) -> bool:
    return asked.shift.skill is not None and asked.shift.skill not in asked.volunteer.skills


def _lacks_licence(asked: Asked) -> bool:
    return asked.shift.licence is not None and not asked.volunteer.holds(asked.shift.licence, asked.shift.day)


SIGN_UPS = (
    Conditions(
        "sign_ups/guangdong",
        PROVINCE,
        EVER,
        1,
        (
            ("too_late", lambda asked: asked.at >= asked.shift.starts_at),
            ("not_open", lambda asked: asked.shift.closed),  # no source
            ("unverified_volunteer", lambda asked: not asked.volunteer.verified),
            ("too_young", _is_too_young),
            ("guardian_consent_missing", _lacks_consent),
            ("skill_missing", _lacks_skill),
            ("licence_missing", _lacks_licence),
            ("qualification_missing", lambda asked: not asked.is_qualified),
            ("not_insured", lambda asked: asked.shift.risky and not asked.volunteer.is_insured(asked.shift.day)),
            ("already_signed_up", lambda asked: any(one.shift == asked.shift.reference for one in asked.taken)),
            ("overlap", lambda asked: any(one.overlaps(asked.shift) for one in asked.taken)),
        ),
    ),
)
"""Why a sign-up is refused [rules-network.md 5]."""
CANCELS = (
    CancelPolicy(
        "cancels/guangdong",
        PROVINCE,
        EVER,
        1,
        (
            ("not_active", lambda cancel: cancel.state not in ACTIVE),
            ("too_late", lambda cancel: cancel.left <= NOTHING),
        ),
        late_hours=24,
        moving_hours=2,
    ),
)
"""Why a cancel is refused, and what it leads to [rules-network.md 5]."""
NOTICES = (NoticePolicy("notices/guangdong", PROVINCE, EVER, 1, hours=24),)
"""When people are reminded of their places."""
