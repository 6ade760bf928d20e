"""How a partner's feed stands. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Push:
    """How far a partner was sent what it is told.

    Attributes:
        sent: up to which position.
        lag: events that it was told and not yet sent.
        failures: attempts in a row that failed, the first of them `failing_since`.
        disabled: why nothing is sent any more; empty where it is.
    """

    sent: int
    lag: int
    failures: int
    failing_since: dt.datetime | None
    last_delivery: dt.datetime | None
    disabled: str


@dataclass(frozen=True)
class Standing:
    """How a partner's feed stands.

    Attributes:
        end: the position of the last event that the partner was told.
        read: up to which it has read by itself; 0 before it ever did.
        read_at: when it last asked.
        told_at: when it was last told anything.
        waits_since: of when the oldest event is that it neither has read nor was sent.
        push: how far it was sent what it is told, for who has an endpoint.
        passed: how many events of the types of its contract were not for it since it was told anything, the first of
            them `passed_since`.
    """

    partner: str
    name: str
    end: int
    read: int = 0
    read_at: dt.datetime | None = None
    told_at: dt.datetime | None = None
    waits_since: dt.datetime | None = None
    push: Push | None = None
    passed: int = 0
    passed_since: dt.datetime | None = None

    @property
    def got(self) -> int:
        """Up to which it has all, by reading or by being sent it."""
        return reached(self.read, self.push)

    @property
    def unread(self) -> int:
        """How many events it has not got; a log that was restored may end before."""
        return max(self.end - self.got, 0)

    def unread_seconds(self, now: dt.datetime) -> float:
        """For how long the oldest of these waits; 0 where there is none."""
        return seconds_since(self.waits_since, now) or 0.0 if self.unread else 0.0


def reached(read: int, push: Push | None) -> int:
    """The further one of what was read and of what was sent."""
    return max(read, push.sent if push else 0)


def seconds_since(moment: dt.datetime | None, now: dt.datetime) -> float | None:
    """Seconds from a moment on; none of them negative, whatever clocks say, and None where there is no moment."""
    return None if moment is None else max((now - moment).total_seconds(), 0.0)
