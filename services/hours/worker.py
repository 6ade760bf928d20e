"""What hours hears, and its clock."""

from __future__ import annotations

from nameko.timer import timer

from services.hours import hearing
from services.hours.attendance import due
from services.hours.attendance import usecases as attendance
from services.hours.certificates import revoking as certificates
from services.hours.certificates.copies import PROJECTS
from services.hours.figures import usecases as figures
from services.hours.flags import usecases as flags
from services.hours.homes import usecases as homes
from services.hours.organisations.copy import ORGANISATIONS
from services.hours.seals import usecases as seals
from shared import clock
from shared.events.envelope import Event
from shared.messaging.entrypoint import on_events
from shared.messaging.outbox_relay import OutboxRelay
from shared.messaging.timers import on_news
from shared.store import revocations
from shared.store.dependency import OwnStore
from shared.store.transaction import Transaction

DUE_SECONDS, SEAL_SECONDS = 60, 5


class Worker:
    """The nameko service of hours."""

    name = "hours"
    relay = OutboxRelay()
    store = OwnStore()

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
        """Keep which organisations stand above which."""
        ORGANISATIONS.hear(transaction, events)

    @on_events("registry", "organisation.changed.v1", use_inbox=False)
    def note_changed_organisations(self, transaction: Transaction, events: list[Event]) -> None:
        """The same; a change may be heard of before the registration."""
        ORGANISATIONS.hear(transaction, events)

    @on_events("projects", "attendance.logged.v1", use_inbox=False)
    def record_attendance(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide what was logged."""
        attendance.record_attendance(transaction, events)

    @on_events("projects", "shift.scheduled.v1", use_inbox=False)
    def learn_shifts(self, transaction: Transaction, events: list[Event]) -> None:
        """Learn shifts, and decide what waited for them."""
        hearing.hear_shifts(transaction, events)

    @on_events("projects", "pairing.visited.v1", use_inbox=False)
    def learn_visits(self, transaction: Transaction, events: list[Event]) -> None:
        """Learn the shifts that visits are, likewise."""
        hearing.hear_shifts(transaction, events)

    @on_events("projects", "shift.changed.v1", use_inbox=False)
    def learn_changed_shifts(self, transaction: Transaction, events: list[Event]) -> None:
        """Learn when shifts are now; what was decided on before stays."""
        hearing.hear_shifts(transaction, events)

    @on_events("projects", "project.published.v1", use_inbox=False)
    def learn_projects(self, transaction: Transaction, events: list[Event]) -> None:
        """Learn of which programmes projects are, and count what was served in their shifts."""
        figures.hear_projects(transaction, events)
        PROJECTS.hear(transaction, events)

    @on_events("registry", "volunteer.registered.v1", use_inbox=False)
    def learn_registered(self, transaction: Transaction, events: list[Event]) -> None:
        """Learn volunteers, and decide what waited for them."""
        homes.hear(transaction, events)
        hearing.hear_states(transaction, events)
        figures.hear(transaction, events)

    @on_events("registry", "volunteer.verified.v1", use_inbox=False)
    def learn_verified(self, transaction: Transaction, events: list[Event]) -> None:
        """Learn that volunteers are verified, and decide what waited for that."""
        hearing.hear_states(transaction, events)

    @on_events("registry", "volunteer.changed.v1", use_inbox=False)
    def learn_changed(self, transaction: Transaction, events: list[Event]) -> None:
        """Learn what changed, such as a guardian's consent, and decide what waited for it."""
        homes.hear(transaction, events)
        hearing.hear_states(transaction, events)
        figures.hear(transaction, events)

    @on_events("registry", "volunteer.named.v1", use_inbox=False)
    def learn_names(self, transaction: Transaction, events: list[Event]) -> None:
        """Learn by which other references volunteers are known, and decide what waited for these."""
        hearing.hear_names(transaction, events)

    @on_events("registry", "volunteer.merged.v1", use_inbox=False)
    def learn_merges(self, transaction: Transaction, events: list[Event]) -> None:
        """Learn that two registrations are one person, and decide again what is held of either."""
        hearing.MERGES.hear(transaction, events)
        figures.hear(transaction, events)

    @on_events("registry", "volunteer.separated.v1", use_inbox=False)
    def learn_separations(self, transaction: Transaction, events: list[Event]) -> None:
        """Learn that a merge was undone, and decide again what is held of either."""
        hearing.MERGES.hear(transaction, events)
        figures.hear(transaction, events)
        certificates.revoke_separated(transaction, events)

    @on_events("registry", "volunteer.erased.v1", use_inbox=False)
    def forget_volunteers(self, transaction: Transaction, events: list[Event]) -> None:
        """Forget who was erased; the ledger stays."""
        homes.hear(transaction, events)
        hearing.hear_erasures(transaction, events)
        figures.hear(transaction, events)

    @on_events("registry", "volunteer.transferred.v1", use_inbox=False)
    def learn_transferred(self, transaction: Transaction, events: list[Event]) -> None:
        """Learn where volunteers belong since when."""
        figures.hear(transaction, events)

    @on_events("hours", "hours.credited.v1", at_leisure=True, use_inbox=False)
    def count_credited(self, transaction: Transaction, events: list[Event]) -> None:
        """Count who served, when there is nothing to decide: figures have time."""
        figures.hear(transaction, events)
        flags.look(transaction, events)

    @on_events("hours", "hours.reversed.v1", at_leisure=True, use_inbox=False)
    def count_reversed(self, transaction: Transaction, events: list[Event]) -> None:
        """Count no more what was taken back, and revoke what certifies it."""
        figures.hear(transaction, events)
        flags.look(transaction, events)
        certificates.revoke_reversed(transaction, {event.data["reverses"]: event for event in events})

    @on_news(interval=SEAL_SECONDS, rest=SEAL_SECONDS)
    def seal_ledger(self) -> None:
        """Seal the entries that were told since the last seal."""
        seals.of(self.store).go_on()

    @timer(interval=DUE_SECONDS)
    def decide_what_is_due(self) -> None:
        """Credit what was in public notice long enough, and what is over now."""
        due.end_public_notices(self.store, clock.today())
        due.release_over(self.store, clock.now())
