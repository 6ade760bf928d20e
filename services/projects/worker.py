"""What projects hears."""

from __future__ import annotations

from nameko.timer import timer

from services.projects import hearing
from services.projects.banks import usecases as banks
from services.projects.calendars import usecases as calendars
from services.projects.credentials import usecases as credentials
from services.projects.erasure import usecases as erasure
from services.projects.figures import no_shows
from services.projects.figures import pairings as paired
from services.projects.figures import usecases as figures
from services.projects.funds.kind import FUNDS
from services.projects.kinds import KINDS, decide_again
from services.projects.pairings import usecases as pairings
from services.projects.posts import usecases as posts
from services.projects.presence import usecases as presence
from services.projects.programmes.kind import PROJECTS
from services.projects.proposals import usecases as proposals
from services.projects.shifts import steps as life
from services.projects.shifts import usecases as shifts
from services.projects.signups import following, notices
from services.projects.signups import usecases as signups
from services.projects.training import usecases as training
from services.projects.works import usecases as works
from shared import clock
from shared.deciding import release
from shared.events.envelope import Event
from shared.messaging.entrypoint import on_events
from shared.messaging.outbox_relay import OutboxRelay
from shared.store import revocations
from shared.store.dependency import OwnStore
from shared.store.transaction import Transaction

SWEEP_SECONDS = 60


class Worker:
    """The nameko service of projects."""

    name = "projects"
    relay = OutboxRelay()
    store = OwnStore()

    @on_events("registry", "token.revoked.v1", use_inbox=False)
    def note_revoked(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep which tokens count no longer."""
        revocations.note(transaction, events)

    @on_events("registry", "holder.revoked.v1", use_inbox=False)
    def note_revoked_holders(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep whose tokens count no longer, and withdraw the addresses of their calendars."""
        revocations.note_holders(transaction, events)
        calendars.withdraw_of(transaction, events)

    @on_events("registry", "organisation.registered.v1")
    def note_organisations(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep the organisations that run projects, posts and courses, and decide what waited for them."""
        hearing.hear_organisations(transaction, events)

    @on_events("registry", "organisation.changed.v1")
    def note_changed_organisations(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep how organisations stand now; a change may be heard of before the registration."""
        hearing.hear_organisations(transaction, events)

    @on_events("projects", "project.published.v1", use_inbox=False)
    def release_for_projects(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on the grants that waited for their project, and say of its places which it is."""
        release(transaction, KINDS, PROJECTS.name, {event.subject: event for event in events})
        banks.note_projects(transaction, events)

    @on_events("projects", "project.closed.v1", use_inbox=False)
    def close_places(self, transaction: Transaction, events: list[Event]) -> None:
        """Take the project's places out of the bank."""
        banks.note_projects(transaction, events)

    @on_events("projects", "shift.scheduled.v1", use_inbox=False)
    def open_places(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep the shifts ahead in the bank of places, and decide on the sign-ups that waited for them."""
        banks.note_shifts(transaction, events)
        signups.release_sign_ups(transaction, events)

    @on_events("projects", "shift.changed.v1", use_inbox=False)
    def renew_places(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep them there as they are now, and give places that there are more of to who waits."""
        banks.note_shifts(transaction, events)
        following.follow(transaction, {event.subject for event in events})

    @on_events("projects", "shift.closed.v1", use_inbox=False)
    def take_closed_places(self, transaction: Transaction, events: list[Event]) -> None:
        """Take out of the bank what takes nobody new."""
        banks.note_shifts(transaction, events)

    @on_events("projects", "shift.cancelled.v1", use_inbox=False)
    def take_cancelled_places(self, transaction: Transaction, events: list[Event]) -> None:
        """Take out of the bank what does not take place, and cancel who signed up for it; nobody misses it."""
        banks.note_shifts(transaction, events)
        following.follow(transaction, {event.subject for event in events})
        no_shows.count_shifts(transaction, {event.subject for event in events})

    @on_events("projects", "project.cancelled.v1", use_inbox=False)
    def cancel_shifts(self, transaction: Transaction, events: list[Event]) -> None:
        """Cancel the shifts that have not begun, and take the project's places out of the bank."""
        life.cancel_with_projects(transaction, events)
        banks.note_projects(transaction, events)

    @on_events("projects", "fund.opened.v1", use_inbox=False)
    def release_for_funds(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on the entries that waited for their fund, in the order of their instants."""
        release(transaction, KINDS, FUNDS.name, {event.subject: event for event in events})

    @on_events("projects", "site.opened.v1")
    def open_waiting_posts(self, transaction: Transaction, events: list[Event]) -> None:
        """Open the posts that waited for their site."""
        posts.open_waiting_posts(transaction, events)

    @on_events("projects", "post.opened.v1")
    def schedule_waiting_shifts(self, transaction: Transaction, events: list[Event]) -> None:
        """Schedule the shifts that waited for their post."""
        shifts.schedule_waiting_shifts(transaction, events)

    @on_events("projects", "course.opened.v1")
    def release_waiting_enrolments(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on the enrolments that waited for their course."""
        training.release_enrolments(transaction, events)

    @on_events("projects", "call.opened.v1")
    def release_waiting_works(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on the works that waited for their call."""
        works.release_works(transaction, events)

    @on_events("projects", "work.submitted.v1")
    def release_waiting_scores(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on the scores that waited for their work."""
        works.release_scores(transaction, events)

    @on_events("projects", "beneficiary.registered.v1", use_inbox=False)
    def release_waiting_pairings(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on the pairings that waited for their beneficiary, and count it; put right, all of it."""
        pairings.release_pairings(transaction, events)
        paired.count_beneficiaries(transaction, {event.subject for event in events})
        paired.count_corrected(transaction, {event.subject for event in events if (event.sequence or 1) > 1})

    @on_events("projects", "pairing.formed.v1", use_inbox=False)
    def release_waiting_visits(self, transaction: Transaction, events: list[Event]) -> None:
        """Decide on the visits that waited for their pairing, and count it."""
        pairings.release_visits(transaction, events)
        paired.count_pairings(transaction, {event.subject for event in events})

    @on_events("projects", "pairing.agreed.v1", use_inbox=False)
    def count_agreed(self, transaction: Transaction, events: list[Event]) -> None:
        """Count pairings anew to which somebody agreed."""
        paired.count_pairings(transaction, {event.subject for event in events})

    @on_events("projects", "pairing.ended.v1", use_inbox=False)
    def count_ended(self, transaction: Transaction, events: list[Event]) -> None:
        """Count pairings anew that end, or do not after all."""
        paired.count_pairings(transaction, {event.subject for event in events})

    @on_events("projects", "pairing.visited.v1", use_inbox=False)
    def count_visited(self, transaction: Transaction, events: list[Event]) -> None:
        """Count lessons, and which pairings lack a visit."""
        paired.count_visits(transaction, {event.subject for event in events})

    @on_events("projects", "attendance.logged.v1", use_inbox=False, at_leisure=True)
    def note_arrivals(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep who was recorded at which shift, and count who did not come."""
        hearing.hear_presences(transaction, events)

    @on_events("projects", "signup.settled.v1", use_inbox=False, at_leisure=True)
    def count_no_shows(self, transaction: Transaction, events: list[Event]) -> None:
        """Count who was to come to shifts, and did not."""
        no_shows.count_shifts(transaction, {event.data["shift_ref"] for event in events})

    @on_events("projects", "training.completed.v1", use_inbox=False)
    def count_trained(self, transaction: Transaction, events: list[Event]) -> None:
        """Count anew who passed a course, or did not after all."""
        figures.count_people(transaction, {event.data["volunteer"] for event in events})

    @on_events("registry", "volunteer.merged.v1", use_inbox=False)
    def note_merges(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep which registrations are one person, count them anew, and decide again what was refused of either."""
        hearing.hear_merges(transaction, events)

    @on_events("registry", "volunteer.separated.v1", use_inbox=False)
    def note_separated(self, transaction: Transaction, events: list[Event]) -> None:
        """The same when a merge was undone."""
        hearing.hear_merges(transaction, events)

    @on_events("matching", "match.proposed.v2")
    def note_proposals(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep what matching proposes."""
        proposals.note_proposals(transaction, events)

    @on_events("matching", "match.proposed.v1")
    def note_earlier_proposals(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep what matching proposed before distances were bands, without its cost."""
        proposals.note_proposals(transaction, events)

    @on_events("registry", "volunteer.registered.v1", use_inbox=False)
    def note_volunteers(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep who is a volunteer and what is known of them, and decide what waited for them."""
        news = credentials.note_states(transaction, events)
        hearing.hear_names(transaction, events)
        decide_again(transaction, news)

    @on_events("registry", "volunteer.verified.v1", use_inbox=False)
    def note_verified(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep who is verified, and decide again what was refused for that."""
        decide_again(transaction, credentials.note_states(transaction, events))

    @on_events("registry", "volunteer.changed.v1", use_inbox=False)
    def note_changed(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep what is known of volunteers now, and decide again what was refused for it; the later sequence counts."""
        decide_again(transaction, credentials.note_states(transaction, events))

    @on_events("registry", "licence.recorded.v1", use_inbox=False)
    def note_licences(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep who holds which licence on which days, and decide again what was refused for it."""
        decide_again(transaction, credentials.note_credentials(transaction, events))

    @on_events("registry", "insurance.recorded.v1", use_inbox=False)
    def note_insurance(self, transaction: Transaction, events: list[Event]) -> None:
        """Keep who is insured on which days, likewise."""
        decide_again(transaction, credentials.note_credentials(transaction, events))

    @on_events("registry", "volunteer.named.v1", use_inbox=False)
    def note_names(self, transaction: Transaction, events: list[Event]) -> None:
        """The same under another source's name of a person."""
        hearing.hear_names(transaction, events)

    @on_events("registry", "volunteer.erased.v1", use_inbox=False)
    def forget_volunteers(self, transaction: Transaction, events: list[Event]) -> None:
        """Forget who was erased: the rows of every kind that name them, and proposals."""
        erasure.forget_volunteers(transaction, events)

    @timer(interval=SWEEP_SECONDS)
    def forget(self) -> None:
        """Forget what came in at the moment of an erasure, and take out of the bank what has begun."""
        erasure.forget_again(self.store, clock.now())
        banks.forget_begun(self.store, clock.now())

    @timer(interval=SWEEP_SECONDS)
    def keep_time(self) -> None:
        """Tell of the places whose shifts begin soon, and set the end of the shift where nobody signed out in time."""
        notices.tell_due(self.store, clock.now())
        presence.close_forgotten(self.store, clock.now())
