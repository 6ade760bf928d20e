"""What matching hears."""

from __future__ import annotations

from nameko.timer import timer

from services.matching.cities import usecases as cities
from services.matching.declined import usecases as declined
from services.matching.facts import usecases as facts
from services.matching.facts.organisations import ORGANISATIONS
from services.matching.fixed import usecases as fixed
from services.matching.kinds import release_for_organisations
from services.matching.openings import sign_ups
from services.matching.openings import usecases as openings
from shared import clock
from shared.events.envelope import Event
from shared.messaging.entrypoint import on_events
from shared.messaging.outbox_relay import OutboxRelay
from shared.messaging.own_process import OwnProcess
from shared.store import revocations
from shared.store.dependency import OwnStore
from shared.store.transaction import Transaction

OPENING_SECONDS = 5


class Worker:
    """The nameko service of matching."""

    name = "matching"
    relay = OutboxRelay()
    store = OwnStore()
    solver = OwnProcess("runner.solver")

    @on_events("registry", "token.revoked.v1", use_inbox=False)
    def note_revoked(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep which tokens count no longer."""
        revocations.note(transaction, events)

    @on_events("registry", "holder.revoked.v1", use_inbox=False)
    def note_revoked_holders(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep whose tokens count no longer."""
        revocations.note_holders(transaction, events)

    @on_events("registry", "organisation.registered.v1", use_inbox=False)
    def note_organisations(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep which organisations there are, and decide on the needs that waited for them."""
        _learn(transaction, events)

    @on_events("registry", "organisation.changed.v1", use_inbox=False)
    def note_changed_organisations(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep what lies above organisations now; a change may be heard of before the registration."""
        _learn(transaction, events)

    @on_events("registry", "volunteer.registered.v1", use_inbox=False)
    def note_registered(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep what is known of volunteers."""
        facts.note_volunteers(transaction, events)

    @on_events("registry", "volunteer.verified.v1", use_inbox=False)
    def note_verified(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep what is known of volunteers."""
        facts.note_volunteers(transaction, events)

    @on_events("registry", "volunteer.changed.v1", use_inbox=False)
    def note_changed(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep what is known of volunteers."""
        facts.note_volunteers(transaction, events)

    @on_events("registry", "volunteer.named.v1", use_inbox=False)
    def note_names(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep by which other names volunteers offer their time."""
        facts.note_names(transaction, events)

    @on_events("registry", "volunteer.merged.v1", use_inbox=False)
    def note_merged(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep which registrations are one person."""
        facts.MERGES.hear(transaction, events)

    @on_events("registry", "volunteer.separated.v1", use_inbox=False)
    def note_separated(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep which are two persons again."""
        facts.MERGES.hear(transaction, events)

    @on_events("registry", "volunteer.erased.v1", use_inbox=False)
    def forget_volunteers(self, transaction: Transaction, events: list[Event]) -> None:
        """Forget who was erased, and what they offered."""
        facts.forget_volunteers(transaction, events)
        fixed.forget_volunteers(transaction, events)
        openings.forget_volunteers(transaction, events)
        declined.forget_volunteers(transaction, events)
        cities.forget_volunteers(transaction, events)

    @on_events("projects", "shift.scheduled.v1", use_inbox=False)
    def note_shifts(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep the shifts that rosters fill; those that begin soon are proposed at once."""
        facts.note_shifts(transaction, events)
        openings.note_opened(transaction, events, clock.now())

    @on_events("projects", "shift.changed.v1", use_inbox=False)
    def note_changed_shifts(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep their times and places as they are now; those of which there are more are proposed at once."""
        openings.note_changed(transaction, events, clock.now())
        facts.note_shifts(transaction, events)

    @on_events("projects", "shift.closed.v1", use_inbox=False)
    def forget_closed_shifts(self, transaction: Transaction, events: list[Event]) -> None:
        """Fill no places of shifts that take nobody new."""
        facts.forget_shifts(transaction, events)

    @on_events("projects", "shift.cancelled.v1", use_inbox=False)
    def forget_cancelled_shifts(self, transaction: Transaction, events: list[Event]) -> None:
        """Fill no places of shifts that do not take place."""
        facts.forget_shifts(transaction, events)

    @on_events("projects", "availability.offered.v1", use_inbox=False)
    def note_offers(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep what volunteers offer."""
        facts.note_offers(transaction, events)

    @on_events("projects", "signup.settled.v1", use_inbox=False)
    def note_sign_ups(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep who signed up; places that somebody gave up are proposed again."""
        sign_ups.COPY.hear(transaction, events)

    @on_events("projects", "proposal.answered.v1", use_inbox=False)
    def note_answers(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep who said no to which shift."""
        declined.note_answers(transaction, events)

    @on_events("hours", "hours.credited.v1", use_inbox=False, at_leisure=True)
    def note_hours(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep how much volunteers served lately."""
        facts.note_hours(transaction, events)

    @on_events("hours", "hours.reversed.v1", use_inbox=False, at_leisure=True)
    def note_reversals(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep how much of it counts no more."""
        facts.note_reversals(transaction, events)

    @on_events("matching", "roster.asked.v1", use_inbox=False, apart=True)
    def solve_city(self, transaction: Transaction, events: list[Event]) -> None:
        """Solve the roster of a city, in a process of its own; one at a time, beside all other handlers."""
        for event in events:
            cities.see_through(self.store, event.data["task"], self.solver)

    @timer(interval=OPENING_SECONDS)
    def propose_openings(self) -> None:
        """Ask those who suit the shifts that have opened, or have a free place again."""
        openings.propose_waiting(self.store, clock.now())


def _learn(transaction: Transaction, events: list[Event]) -> None:
    ORGANISATIONS.hear(transaction, events)
    release_for_organisations(transaction, {event.subject: event for event in events})
