"""What hours hears, and what follows from it in all subjects, whether heard or put right by a rebuild."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.hours.attendance import repository as presences
from services.hours.attendance import usecases as attendance
from services.hours.balances import usecases as balances
from services.hours.figures import usecases as figures
from services.hours.merges import repository as merges
from services.hours.people import usecases
from services.hours.shifts import usecases as shifts
from shared.copies import Copy
from shared.events.envelope import Event
from shared.store.transaction import Transaction


def hear_shifts(transaction: Transaction, events: Sequence[Event]) -> None:
    """Shifts are new or at another time, or visits are shifts."""
    attendance.settle_waiting(transaction, "shift", shifts.learn_shifts(transaction, events))
    figures.hear(transaction, events)


def hear_states(transaction: Transaction, events: Sequence[Event]) -> None:
    """Volunteers are new or another than before."""
    release(transaction, usecases.learn_volunteers(transaction, events))


def hear_names(transaction: Transaction, events: Sequence[Event]) -> None:
    """Volunteers are known by other references too."""
    release(transaction, usecases.learn_names(transaction, events))


def hear_erasures(transaction: Transaction, events: Sequence[Event]) -> None:
    """Volunteers are erased: the ledger stays, under their numbers; what is held of them is rejected."""
    erasures, others = usecases.forget(transaction, events)
    presences.forget_volunteers(transaction, erasures)
    balances.forget_volunteers(transaction, erasures)
    numbers = {event.data["volunteer"] for event in events}
    attendance.settle_again(transaction, dict.fromkeys((*others, *erasures, *numbers)))
    balances.credit_waiting(transaction, erasures)


def release(transaction: Transaction, news: Mapping[str, Event | None]) -> None:
    """Decide again what waited for volunteers, by reference."""
    attendance.settle_waiting(transaction, "volunteer", news)
    balances.credit_waiting(transaction, news)


def _tie(transaction: Transaction, news: Mapping[str, Event | None]) -> None:
    """Registrations are one person, or two again: what is held of either is decided again."""
    attendance.settle_again(transaction, usecases.learn_ties(transaction, news))


MERGES = Copy(merges.MERGES, merges.HEARD, "merge_ref", merges.FACTS, newest=True, then=_tie)
