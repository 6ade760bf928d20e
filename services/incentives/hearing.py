"""What incentives hears, and what follows from it in several subjects."""

from __future__ import annotations

from collections.abc import Sequence

from services.incentives.entitlements import usecases as entitlements
from services.incentives.kinds import release_for, release_for_volunteers
from services.incentives.nominations import usecases as nominations
from services.incentives.people import usecases as people
from services.incentives.served import usecases as served
from services.incentives.served.copies import MERGES
from services.incentives.standing import usecases as standing
from shared.copies import Copy
from shared.events.envelope import Event
from shared.store.transaction import Transaction


def hear_hours(transaction: Transaction, events: Sequence[Event]) -> None:
    """Entries were added to the ledger: decide on whom they are about, and on whom that was served for."""
    tied = standing.credit_hours(transaction, events)
    entitlements.hear(transaction, events, wrote=True, tied=tied)
    nominations.hear_credited(transaction, events, served.note_credited(transaction, events))


def hear_subjects(transaction: Transaction, copy: Copy, events: Sequence[Event]) -> None:
    """Keep what may be nominated, decide what waited for it, and whose scores count by who answers for it."""
    copy.hear(transaction, events)
    known = {event.subject: event for event in events}
    release_for(transaction, copy.collection, known)
    nominations.hear_near(transaction, known)


def hear_volunteers(transaction: Transaction, events: Sequence[Event]) -> None:
    """Volunteers are known by these names: decide what waited for them, and whose scores count."""
    known = people.note_volunteers(transaction, events)
    release_for_volunteers(transaction, known)
    nominations.hear_names(transaction, known)


def hear_merges(transaction: Transaction, events: Sequence[Event]) -> None:
    """Registrations are one person, or two again: decide on their nominations, and on those for whom they served."""
    MERGES.hear(transaction, events)
    nominations.hear_merged(transaction, {event.data[role] for event in events for role in ("kept", "merged")})
