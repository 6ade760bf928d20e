"""What incentives hears."""

from __future__ import annotations

from nameko.timer import timer

from services.incentives import hearing
from services.incentives.awards.cycles import CYCLES
from services.incentives.benefits.kind import BENEFITS
from services.incentives.consents.repository import CONSENTS, forget
from services.incentives.entitlements import usecases as entitlements
from services.incentives.erasure import usecases as erasure
from services.incentives.feeds import telling
from services.incentives.kinds import release_for
from services.incentives.nominations import usecases as nominations
from services.incentives.partners.kind import PARTNERS
from services.incentives.pushes import pushing
from services.incentives.served import usecases as served
from services.incentives.served.copies import ORGANISATIONS, PROJECTS, STATIONS
from services.incentives.standing import usecases as standing
from services.incentives.students import usecases as students
from services.incentives.versions import usecases as versions
from services.incentives.watching import usecases as watching
from shared import clock
from shared.events.envelope import Event
from shared.messaging.at_stop import AtStop
from shared.messaging.entrypoint import on_events
from shared.messaging.outbox_relay import OutboxRelay
from shared.messaging.timers import on_news
from shared.store import revocations
from shared.store.dependency import OwnStore
from shared.store.transaction import Transaction

SWEEP_SECONDS = 60
LOOK_SECONDS, REST_SECONDS = 1.0, 0.05
"""From an event to a partner is to take less than half a second: its relay wakes who tells partners."""
FOLLOW_SECONDS = 10
"""Versions of policies begin at midnight in China."""
DUE_SECONDS = 5
WATCH_SECONDS = 15


class Worker:
    """The nameko service of incentives."""

    name = "incentives"
    relay = OutboxRelay(mark_within=0)
    store = OwnStore()
    pushes = AtStop(pushing.stop)

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
        """Keep what is known of volunteers, and decide what waited for them."""
        standing.note_volunteers(transaction, events)
        entitlements.hear(transaction, events, wrote=True)
        hearing.hear_volunteers(transaction, events)

    @on_events("registry", "volunteer.verified.v1", use_inbox=False)
    def note_verified(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep what is known of volunteers."""
        standing.note_volunteers(transaction, events)
        entitlements.hear(transaction, events, wrote=True)

    @on_events("registry", "volunteer.changed.v1", use_inbox=False)
    def note_changed(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep what is known of volunteers."""
        standing.note_volunteers(transaction, events)
        entitlements.hear(transaction, events, wrote=True)

    @on_events("registry", "volunteer.named.v1", use_inbox=False)
    def note_names(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep by which names other sources know volunteers, and decide what waited for these."""
        standing.note_names(transaction, events)
        nominations.hear_near(transaction, {event.data["volunteer"] for event in events})
        hearing.hear_volunteers(transaction, events)

    @on_events("registry", "volunteer.merged.v1", use_inbox=False)
    def note_merged(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on two registrations as on one person."""
        standing.note_merges(transaction, events)
        entitlements.hear_merges(transaction, events)
        hearing.hear_merges(transaction, events)

    @on_events("registry", "volunteer.separated.v1", use_inbox=False)
    def note_separated(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on each of two registrations again."""
        standing.note_merges(transaction, events)
        entitlements.hear_merges(transaction, events)
        hearing.hear_merges(transaction, events)

    @on_events("hours", "hours.credited.v1", use_inbox=False)
    def credit_hours(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on stars, points, eligibility, benefits, and on nominations of whom it is, and for whom was served."""
        hearing.hear_hours(transaction, events)

    @on_events("hours", "hours.reversed.v1", use_inbox=False)
    def reverse_hours(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on the same again by what counts still."""
        hearing.hear_hours(transaction, events)

    @on_events("projects", "shift.scheduled.v1", use_inbox=False)
    def note_shifts(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep for whom shifts are, and decide on nominations of these."""
        nominations.hear_served(transaction, served.note_shifts(transaction, events))

    @on_events("registry", "organisation.registered.v1", use_inbox=False)
    def note_organisations(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep which organisations there are, and decide what waited for them."""
        hearing.hear_subjects(transaction, ORGANISATIONS, events)

    @on_events("registry", "organisation.changed.v1", use_inbox=False)
    def note_changed_organisations(self, transaction: Transaction, events: list[Event]) -> None:
        """The same; a change may be heard of before the registration."""
        hearing.hear_subjects(transaction, ORGANISATIONS, events)

    @on_events("registry", "station.opened.v1", use_inbox=False)
    def note_stations(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep which stations there are, and decide what waited for them."""
        hearing.hear_subjects(transaction, STATIONS, events)

    @on_events("registry", "station.changed.v1", use_inbox=False)
    def note_changed_stations(self, transaction: Transaction, events: list[Event]) -> None:
        """The same."""
        hearing.hear_subjects(transaction, STATIONS, events)

    @on_events("projects", "project.published.v1", use_inbox=False)
    def note_projects(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep which projects there are, and decide what waited for them."""
        hearing.hear_subjects(transaction, PROJECTS, events)

    @on_events("incentives", "award.unsettled.v1", use_inbox=False)
    def settle_nominations(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on nominations of whom, or for whom, more was served."""
        nominations.settle(transaction, events)

    @on_events("incentives", "award.announced.v1", use_inbox=False)
    def release_for_cycles(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on the nominations that waited for their cycle."""
        release_for(transaction, CYCLES, nominations.hear_cycles(transaction, events))

    @on_events("registry", "consent.given.v1", use_inbox=False)
    def note_given(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep what a volunteer lets a receiver know."""
        CONSENTS.hear(transaction, events)
        entitlements.hear(transaction, events)

    @on_events("registry", "consent.withdrawn.v1", use_inbox=False)
    def note_withdrawn(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep what a volunteer no longer does, and tell partners of whom they were told."""
        CONSENTS.hear(transaction, events)
        telling.note_withdrawals(transaction, events)
        entitlements.hear(transaction, events)

    @on_events("registry", "membership.changed.v1", use_inbox=False)
    def note_membership(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep when volunteers belong to an organisation, and sealed, as what."""
        students.note_affiliations(transaction, events)
        nominations.hear_near(transaction, {event.data["volunteer"] for event in events})

    @on_events("registry", "volunteer.erased.v1", use_inbox=False)
    def forget_volunteers(self, transaction: Transaction, events: list[Event]) -> None:
        """Forget who volunteers were, what they belonged to and consented to, and the rows that name them."""
        standing.note_volunteers(transaction, events)
        forget(transaction, {event.data["volunteer"] for event in events})
        students.forget_volunteers(transaction, events)
        entitlements.forget_volunteers(transaction, events)
        erasure.forget_rows(transaction, events)
        telling.note_erasures(transaction, events)

    @on_events("incentives", "partner.registered.v1", use_inbox=False)
    def release_for_partners(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide what waited for its partner."""
        release_for(transaction, PARTNERS.name, {event.subject: event for event in events})

    @on_events("registry", "volunteer.transferred.v1", use_inbox=False)
    def note_transferred(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep where volunteers belong since when, and decide on their benefits."""
        standing.note_moves(transaction, events)
        entitlements.hear(transaction, events, wrote=True)

    @on_events("incentives", "partner.reported.v1", use_inbox=False)
    def hear_reports(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on the benefits and nominations of whom partners reported something."""
        entitlements.hear(transaction, events)
        nominations.hear_people(transaction, {event.data["volunteer"] for event in events})

    @on_events("incentives", "report.taken_back.v1", use_inbox=False)
    def hear_taken_back(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on the benefits and nominations of whom a report was about that counts no more."""
        entitlements.hear(transaction, events)
        nominations.hear_people(transaction, {event.data["volunteer"] for event in events})

    @on_events("incentives", "objection.decided.v1", use_inbox=False)
    def hear_objections(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on the benefits and nominations of whom a report was about that may count no more."""
        entitlements.hear(transaction, events)
        nominations.hear_people(transaction, {event.data["volunteer"] for event in events})

    @on_events("incentives", "benefit.offered.v1", use_inbox=False)
    def release_for_benefits(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide what waited for its benefit, and on those who consented that its partner knows of them."""
        release_for(transaction, BENEFITS.name, {event.subject: event for event in events})
        entitlements.hear_offers(transaction, events)

    @on_news(interval=LOOK_SECONDS, rest=REST_SECONDS)
    def tell_partners(self) -> None:
        """Write what is new into the logs of partners, and let them be sent it at once."""
        is_all = False
        while not is_all:
            told = telling.tell(self.store)
            pushing.of(self.store).begin(told.partners)
            is_all = told.is_all

    @timer(interval=LOOK_SECONDS)
    def send_partners(self) -> None:
        """Send what is to be sent again, or was left by another process."""
        pushing.of(self.store).begin_all()

    @timer(interval=SWEEP_SECONDS)
    def forget(self) -> None:
        """Forget what came in at the moment of an erasure."""
        erasure.forget_again(self.store, clock.now())

    @timer(interval=FOLLOW_SECONDS)
    def follow_policies(self) -> None:
        """Decide on everybody again by versions of policies that hold now."""
        versions.following(self.store, entitlements.follow).go_on()

    @timer(interval=DUE_SECONDS)
    def decide_what_is_due(self) -> None:
        """Decide on benefits that are new or others, and on what time has ended or begun; award what is due."""
        standing.expire(self.store, clock.today())
        entitlements.walk(self.store, clock.now())
        entitlements.expire(self.store, clock.today())
        nominations.keep_time(self.store, clock.now())

    @timer(interval=WATCH_SECONDS)
    def watch_over_feeds(self) -> None:
        """Measure how far partners were told and have read."""
        watching.measure(self.store)
