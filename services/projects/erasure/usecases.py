"""Volunteers are erased: what projects keeps of them goes, whatever comes late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from services.projects.calendars import usecases as calendars
from services.projects.credentials import repository as credentials
from services.projects.figures import no_shows
from services.projects.figures.usecases import erasing
from services.projects.kinds import KINDS
from services.projects.merges import repository as merges
from services.projects.people import repository as people
from services.projects.proposals import repository as proposals
from services.projects.signups import arrivals
from services.projects.signups import usecases as signups
from services.projects.swaps import usecases as swaps
from services.projects.training import repository as training
from shared import clock, forgetting
from shared.events.envelope import Event
from shared.store.transaction import Store, Transaction

ERASED = "volunteer.erased.v1"


def forget_volunteers(transaction: Transaction, events: Sequence[Event]) -> None:
    """Forget the rows of every kind that name them, and proposals; only hashes of numbers and references are kept."""
    numbers = {event.data["volunteer"]: clock.china_day(clock.from_text(event.time)) for event in events}
    references = {ref for event in events for ref in (event.data["volunteer_ref"], *event.data.get("other_refs", ()))}
    no_shows.forget(transaction, numbers, min(numbers.values()))
    signups.leave(transaction, numbers)
    forgetting.erase(transaction, numbers, references)
    forgetting.forget(transaction, references | numbers.keys())
    people.forget_states(transaction, numbers)
    credentials.forget(transaction, numbers)
    with erasing(transaction, numbers.keys(), min(numbers.values())):
        merges.forget(transaction, numbers)
        _forget(transaction, references | numbers.keys())
    proposals.forget(transaction, numbers)
    calendars.forget(transaction, numbers)


def forget_again(store: Store, now: dt.datetime) -> int:
    """Forget what was being taken in while an erasure was heard; of how many references."""
    return forgetting.forget_again(store, now, _forget)


def _forget(transaction: Transaction, references: Collection[str]) -> None:
    training.keep_turns(transaction, references)
    arrivals.forget(transaction, references)
    swaps.forget(transaction, references)
    for kind in KINDS:
        forgetting.forget_rows(transaction, kind, references)
