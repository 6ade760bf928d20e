"""What projects hears, and what follows from it in all subjects."""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.figures import no_shows
from services.projects.figures import usecases as figures
from services.projects.kinds import decide_again, release_for_organisations, release_for_volunteers
from services.projects.merges import usecases as merges
from services.projects.organisations import usecases as organisations
from services.projects.people import usecases as people
from services.projects.signups import arrivals
from services.projects.works import usecases as works
from shared.events.envelope import Event
from shared.store.transaction import Transaction


def hear_organisations(transaction: Transaction, events: Sequence[Event]) -> None:
    """Organisations are new or another than before."""
    organisations.note_organisations(transaction, events)
    release_for_organisations(transaction, {event.subject: event for event in events})


def hear_names(transaction: Transaction, events: Sequence[Event]) -> None:
    """Volunteers are known by these names."""
    known = people.note_volunteers(transaction, events)
    release_for_volunteers(transaction, known)
    works.hear_names(transaction, known)
    no_shows.count_shifts(transaction, arrivals.shifts_of(transaction, known))


def hear_merges(transaction: Transaction, events: Sequence[Event]) -> None:
    """Registrations are one person, or two again."""
    numbers = merges.note_merges(transaction, events)
    figures.count_people(transaction, numbers)
    no_shows.count_people(transaction, numbers)
    people.touch(transaction, numbers)
    works.hear_merged(transaction, numbers)
    decide_again(transaction, dict.fromkeys(numbers))


def hear_presences(transaction: Transaction, events: Sequence[Event]) -> None:
    """Presences were logged: who was recorded at a shift came to it."""
    no_shows.count_shifts(transaction, arrivals.note(transaction, events))
