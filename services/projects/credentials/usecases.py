"""Use cases of what is known of volunteers: keep what the registry tells, and say of whom it is news."""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.credentials.copy import COPIES
from services.projects.people import repository as people
from services.projects.people.copy import STATES
from shared.copies import Copy
from shared.erased import closed
from shared.events.envelope import Event
from shared.store.transaction import Transaction


def note_states(transaction: Transaction, events: Sequence[Event]) -> dict[str, Event]:
    """Keep who is verified, how old and how skilled; of who was erased nothing that comes late. The news, by number."""
    return _note(transaction, STATES, events)


def note_credentials(transaction: Transaction, events: Sequence[Event]) -> dict[str, Event]:
    """Keep licences and insurance, likewise. The news, by whose they are."""
    news: dict[str, Event] = {}
    for copy in COPIES:
        news |= _note(transaction, copy, [event for event in events if event.type in copy.types])
    people.touch(transaction, list(news))
    return news


def _note(transaction: Transaction, copy: Copy, events: Sequence[Event]) -> dict[str, Event]:
    gone = closed(transaction, {event.data["volunteer"] for event in events})
    living = [event for event in events if event.data["volunteer"] not in gone]
    copy.hear(transaction, living)
    return {event.data["volunteer"]: event for event in living}
