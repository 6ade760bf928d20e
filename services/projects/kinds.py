"""The kinds of rows that projects takes in: what stands here is released, erased, and told in policies and outcomes."""

from __future__ import annotations

from collections.abc import Mapping

from services.projects.attendance.kind import ATTENDANCE
from services.projects.availability.kind import AVAILABILITY
from services.projects.funds.kind import FUND_ENTRIES, FUNDS
from services.projects.organisations.copy import ORGANISATIONS
from services.projects.pairings.kind import BENEFICIARIES, PAIRINGS, VISITS
from services.projects.people.repository import PEOPLE
from services.projects.placements.kind import PLACEMENTS
from services.projects.posts.kind import POSTS
from services.projects.presence.kind import PRESENCES
from services.projects.programmes.kind import PROJECTS
from services.projects.shifts.kind import SHIFTS
from services.projects.signups.kind import SIGN_UP_ACTIONS
from services.projects.sites.kind import SITES
from services.projects.training.kind import COURSES, ENROLMENTS
from services.projects.works.kind import CALLS, SCORES, WORKS
from shared.deciding import again, release
from shared.events.envelope import Event
from shared.forgetting import VOLUNTEERS
from shared.kinds import Kind
from shared.store.transaction import Transaction

KINDS: tuple[Kind, ...] = (
    PROJECTS,
    FUNDS,
    FUND_ENTRIES,
    SITES,
    POSTS,
    SHIFTS,
    AVAILABILITY,
    ATTENDANCE,
    PRESENCES,
    COURSES,
    ENROLMENTS,
    SIGN_UP_ACTIONS,
    CALLS,
    WORKS,
    SCORES,
    BENEFICIARIES,
    PAIRINGS,
    VISITS,
    PLACEMENTS,
)


def release_for_volunteers(transaction: Transaction, volunteers: Mapping[str, Event | None]) -> None:
    """Volunteers are known by these names, some by an event: decide what waited for them, of any kind."""
    release(transaction, KINDS, VOLUNTEERS, volunteers)


def release_for_organisations(transaction: Transaction, organisations: Mapping[str, Event | None]) -> None:
    """Organisations are known, some by an event: decide what waited for them, of any kind."""
    release(transaction, KINDS, ORGANISATIONS.collection, organisations)


def decide_again(transaction: Transaction, numbers: Mapping[str, Event | None]) -> None:
    """What is known of volunteers is another now: decide again what was refused for it, of any kind."""
    again(transaction, KINDS, PEOPLE, numbers)
