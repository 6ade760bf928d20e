"""The board of some shifts: who has a place, who waits, and what each action makes of that. Pure.

Actions are decided one after the other, in the order of their instants, and each sees what those before it left.
"""

from __future__ import annotations

import datetime as dt
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from services.projects.signups.domain import (
    CANCELLED,
    CANCELLED_LATE,
    CONFIRMED,
    SHIFT_CANCELLED,
    WAITING,
    Asked,
    Cancel,
    Shift,
    Taken,
)
from services.projects.signups.policies import CANCELS, SIGN_UPS, CancelPolicy
from shared.rules.conditions import Conditions
from shared.rules.policies import in_force


class InLine(NamedTuple):
    """A sign-up that waits: the earlier, and of two at one moment the first by reference, comes first."""

    at: dt.datetime
    sign_up: str


class Step(NamedTuple):
    """What became of a sign-up: its state, whether it moved up from the waiting list, and why nobody asked for it."""

    sign_up: str
    state: str
    moved_up: bool = False
    reason: str | None = None


class Verdict(NamedTuple):
    """What becomes of an action: why it is refused, or None; and the policy that decided."""

    reason: str | None
    policy: Conditions


@dataclass
class Seats:
    """Of a shift how many are confirmed, and who waits, as far as that was asked for."""

    confirmed: int = 0
    waiting: list[InLine] = field(default_factory=list)


@dataclass
class Board:
    """Where shifts and persons stand.

    Attributes:
        seats: by shift.
        taken: by person the active sign-ups.
        steps: what became of sign-ups, one after the other.
    """

    day: dt.date
    seats: Mapping[str, Seats]
    taken: defaultdict[str, list[Taken]] = field(default_factory=lambda: defaultdict(list))
    steps: list[Step] = field(default_factory=list)
    _states: dict[str, str] = field(default_factory=dict)

    def sign_up(self, asked: Asked) -> Verdict:
        """Somebody asks for a place."""
        person, shift = asked.volunteer.person, asked.shift
        policy = in_force(SIGN_UPS, self.day, shift.region_code)
        reason = policy.failing(replace(asked, taken=tuple(self.taken[person])))
        if reason is None:
            self._take(asked)
            self.taken[person].append(Taken(asked.reference, shift.reference, shift.starts_at, shift.ends_at))
        return Verdict(reason, policy)

    def cancel(self, cancel: Cancel) -> Verdict:
        """Somebody gives a place back, or waits no longer."""
        policy: CancelPolicy = in_force(CANCELS, self.day, cancel.shift.region_code)
        now = replace(cancel, state=self._states.get(cancel.sign_up, cancel.state))
        reason = policy.failing(now)
        if reason is None:
            self._leave(now, policy)
        return Verdict(reason, policy)

    def call_off(self, shift: Shift, sign_ups: Iterable[str]) -> None:
        """A shift does not take place: these have a place no longer, or wait for none."""
        self.seats[shift.reference].confirmed = 0
        self.seats[shift.reference].waiting = []
        for sign_up in sign_ups:
            self._step(Step(sign_up, CANCELLED, reason=SHIFT_CANCELLED))

    def fill(self, shift: Shift, now: dt.datetime) -> None:
        """A shift may have more places than before: they pass on like places that are given up now."""
        policy: CancelPolicy = in_force(CANCELS, self.day, shift.region_code)
        seats = self.seats[shift.reference]
        if policy.moves(shift.starts_at - now):
            seats.waiting.sort()
            for _ in range(min(len(seats.waiting), shift.capacity - seats.confirmed)):
                self._move_up(seats, shift.capacity)

    def _take(self, asked: Asked) -> None:
        seats = self.seats[asked.shift.reference]
        if seats.confirmed < asked.shift.capacity:
            seats.confirmed += 1
            self._step(Step(asked.reference, CONFIRMED))
        else:
            insort(seats.waiting, InLine(asked.at, asked.reference))
            self._step(Step(asked.reference, WAITING))

    def _leave(self, cancel: Cancel, policy: CancelPolicy) -> None:
        seats, had_place = self.seats[cancel.shift.reference], cancel.state == CONFIRMED
        self._step(Step(cancel.sign_up, CANCELLED_LATE if had_place and policy.is_late(cancel) else CANCELLED))
        seats.waiting = [one for one in seats.waiting if one.sign_up != cancel.sign_up]
        self.taken[cancel.person] = [one for one in self.taken[cancel.person] if one.sign_up != cancel.sign_up]
        if had_place:
            seats.confirmed -= 1
            if policy.moves(cancel.left):
                self._move_up(seats, cancel.shift.capacity)

    def _move_up(self, seats: Seats, capacity: int) -> None:
        if seats.waiting and seats.confirmed < capacity:
            first = seats.waiting.pop(0)
            seats.confirmed += 1
            self._step(Step(first.sign_up, CONFIRMED, moved_up=True))

    def _step(self, step: Step) -> None:
        self._states[step.sign_up] = step.state
        self.steps.append(step)


def in_order(actions: Iterable[Asked | Cancel]) -> list[Asked | Cancel]:
    """By their instants, then their references."""
    return sorted(actions, key=lambda one: (one.at, one.reference))
