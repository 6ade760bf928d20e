"""What incentives hears."""

from __future__ import annotations

from services.incentives.consents.repository import CONSENTS, forget
from services.incentives.standing import usecases as standing
from services.incentives.students import usecases as students
from shared.events.envelope import Event
from shared.messaging.entrypoint import on_events
from shared.messaging.outbox_relay import OutboxRelay
from shared.store import revocations
from shared.store.transaction import Transaction


class Worker:
    """The nameko service of incentives."""

    name = "incentives"
    relay = OutboxRelay()

    @on_events("registry", "token.revoked.v1", use_inbox=False)
    def note_revoked(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep which tokens count no longer."""
        revocations.note(transaction, events)

    @on_events("registry", "holder.revoked.v1", use_inbox=False)
    def note_revoked_holders(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep whose tokens count no longer."""
        revocations.note_holders(transaction, events)

    @on_events("registry", "volunteer.registered.v1", use_inbox=False)
    def note_registered(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep what is known of volunteers."""
        standing.note_volunteers(transaction, events)

    @on_events("registry", "volunteer.verified.v1", use_inbox=False)
    def note_verified(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep what is known of volunteers."""
        standing.note_volunteers(transaction, events)

    @on_events("registry", "volunteer.changed.v1", use_inbox=False)
    def note_changed(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep what is known of volunteers."""
        standing.note_volunteers(transaction, events)

    @on_events("registry", "volunteer.named.v1", use_inbox=False)
    def note_names(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep by which names other sources know volunteers."""
        standing.note_names(transaction, events)

    @on_events("registry", "volunteer.merged.v1", use_inbox=False)
    def note_merged(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on two registrations as on one person."""
        standing.note_merges(transaction, events)

    @on_events("registry", "volunteer.separated.v1", use_inbox=False)
    def note_separated(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on each of two registrations again."""
        standing.note_merges(transaction, events)

    @on_events("hours", "hours.credited.v1", use_inbox=False)
    def credit_hours(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on stars, points and eligibility."""
        standing.credit_hours(transaction, events)

    @on_events("registry", "consent.given.v1", use_inbox=False)
    def note_given(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep what a volunteer lets a receiver know."""
        CONSENTS.hear(transaction, events)

    @on_events("registry", "consent.withdrawn.v1", use_inbox=False)
    def note_withdrawn(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep what a volunteer no longer does."""
        CONSENTS.hear(transaction, events)

    @on_events("registry", "membership.changed.v1", use_inbox=False)
    def note_membership(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep when volunteers belong to an organisation, and sealed, as what."""
        students.note_affiliations(transaction, events)

    @on_events("registry", "volunteer.erased.v1", use_inbox=False)
    def forget_volunteers(self, transaction: Transaction, events: list[Event]) -> None:
        """Forget who volunteers were, what they belonged to, and what they consented to."""
        standing.note_volunteers(transaction, events)
        forget(transaction, {event.data["volunteer"] for event in events})
        students.forget_volunteers(transaction, events)
