"""Whether places may pass on, looked up of what is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from services.projects.signups import repository
from services.projects.signups.board import Seats
from services.projects.signups.domain import Shift
from services.projects.signups.policies import CANCELS, CancelPolicy
from services.projects.swaps.domain import SWAPS, Given, Swap
from shared import clock
from shared.rules.faults import Fault, Refused
from shared.rules.policies import in_force
from shared.store.client import Document
from shared.store.transaction import Transaction


def check(transaction: Transaction, given: Sequence[Document], *, is_gift: bool, **more: Any) -> None:
    """Let no places pass on that may not.

    Args:
        given: the sign-ups whose places pass on.
        is_gift: whether nothing is given for it: then who waits comes first.
        more: see `Swap`.

    Raises:
        Refused: a rule is against it.
    """
    if not all(one.get("state") for one in given):
        raise Refused(Fault("sign_up_ref", "not_confirmed"))
    now, names = clock.now(), {one["shift_ref"] for one in given}
    shifts = repository.shifts(transaction, names)
    seats = repository.seats(transaction, names, names if is_gift else ())
    stand = [_given(one, shifts[one["shift_ref"]], seats[one["shift_ref"]], now) for one in given]
    policy = in_force(SWAPS, clock.today(), given[0]["of_region"])
    if reason := policy.failing(Swap(now, stand, **more)):
        raise Refused(Fault("sign_up_ref", reason))


def check_offer(
    transaction: Transaction, sign_up: Document, for_shift: str | None, taker: str | None, open_offers: int
) -> None:
    """Refuse an offer that could not be accepted even now.

    Args:
        taker: the number of whom it is made to, as far as that is somebody.
        open_offers: how many others of the place are open.
    """
    if for_shift is not None:
        shift = repository.shifts(transaction, [for_shift]).get(for_shift)
        if shift is None or shift.closed:
            raise Refused(Fault("for_shift_ref", "unknown_shift"))
    alone = taker is not None and _is_one_person(transaction, (taker, sign_up.get("volunteer") or taker))
    check(transaction, [sign_up], is_gift=for_shift is None, open_offers=open_offers, alone=alone)


def place_of(transaction: Transaction, number: str, shift_ref: str) -> Document:
    """The sign-up by which somebody has a place of a shift.

    Raises:
        Refused: there is none.
    """
    persons = repository.persons(transaction, [number])
    wanted = [(persons[number], shift) for shift in repository.shifts(transaction, [shift_ref]).values()]
    active = repository.taken(transaction, persons, wanted)[persons[number]]
    named = [one.sign_up for one in active if one.shift == shift_ref]
    if not named:
        raise Refused(Fault("for_shift_ref", "not_confirmed"))
    return repository.documents(transaction, named)[named[0]]


def _given(sign_up: Document, shift: Shift, seats: Seats, now: dt.datetime) -> Given:
    """Nobody waits in vain: less than so long before the start no place passes to who waits."""
    policy: CancelPolicy = in_force(CANCELS, clock.china_day(now), shift.region_code)
    return Given(sign_up["state"], shift, bool(seats.waiting) and policy.moves(shift.starts_at - now))


def _is_one_person(transaction: Transaction, numbers: Iterable[str]) -> bool:
    persons = repository.persons(transaction, numbers)
    return len({persons[one] for one in numbers}) == 1
