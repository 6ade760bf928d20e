"""Use cases of openings: when a shift opens, or a place becomes free, those who suit it best are asked at once.

The worker does that some seconds after it hears of a shift, or of a sign-up that was given up; a roster for all shifts
of a season stays the better way where there is time (services/matching/rosters). It proposes; people decide.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from services.matching.declined import repository as declined
from services.matching.facts import repository as facts
from services.matching.facts.domain import Shift
from services.matching.openings import domain, repository, sign_ups
from services.matching.rosters import candidates
from services.matching.rosters import repository as rosters
from services.matching.rosters.candidates import Candidate
from services.matching.rosters.coarse import coarse
from services.matching.rosters.policy import POLICIES, RosterPolicy
from shared import clock
from shared.events.envelope import Event
from shared.rules.faults import Fault, Refused, Unknown
from shared.rules.places import PROVINCE
from shared.rules.policies import in_force
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from shared.where import EVERYWHERE, Where

AT_ONCE = 20
"""Most shifts of one turn, so that what else the worker does has its turn, too."""
ROSTER = "opening"
"""In place of a roster's id in what is proposed."""


@dataclass(frozen=True)
class Asked(Candidate):
    """A candidate, and why an eligible one is not asked now: because of earlier notices, or of a place taken."""

    left_out: str | None


def note_opened(transaction: Transaction, events: Sequence[Event], now: dt.datetime) -> None:
    """Shifts were scheduled: those that begin soon are to be proposed."""
    soon = [one.subject for one in events if domain.soon(clock.from_text(one.data["starts_at"]), now)]
    if soon:
        repository.wait(transaction, soon, clock.to_text(now))


def note_changed(transaction: Transaction, events: Sequence[Event], now: dt.datetime) -> None:
    """Shifts were changed: of those that begin soon, and have more places than were known, as many more are to be
    proposed. What they were before is asked, so it is to be noted before they are kept."""
    newest = {one.subject: one for one in sorted(events, key=lambda event: event.sequence or 0)}
    before = facts.capacities(transaction, newest)
    more = {
        reference: one.data["capacity"] - before[reference].capacity
        for reference, one in newest.items()
        if reference in before
        and (one.sequence or 0) > before[reference].sequence
        and domain.soon(clock.from_text(one.data["starts_at"]), now)
    }
    repository.wait_for_more(transaction, {one: by for one, by in more.items() if by > 0}, clock.to_text(now))


def propose_waiting(store: Store, now: dt.datetime) -> None:
    """Propose the places of shifts that have opened, those that somebody gave up, and those that were added."""
    for opening in repository.waiting(store, AT_ONCE):
        shift = facts.shift(store, opening["_id"])
        places = _free(store, shift, opening) if shift and shift.starts_at > now else 0
        chosen = _chosen(store, shift, places, now) if shift and places else []
        store.transact(lambda transaction, one=opening, some=chosen: _propose(transaction, one, some, now))  # type: ignore[misc]


def to_ask(store: Store, shift_ref: str, places: int, now: dt.datetime, where: Where = EVERYWHERE) -> list[Asked]:
    """Places of a shift are free: those who suit it best, and were not asked for it before.

    Raises:
        Unknown: there is no such shift, or it is out of reach.
        Refused: it has begun.
    """
    shift = _reached(store, shift_ref, where)
    if shift.starts_at <= now:
        raise Refused(Fault("shift_ref", "shift_begun"))
    return _chosen(store, shift, places, now)


def ask(transaction: Transaction, shift_ref: str, chosen: Sequence[Asked], now: dt.datetime) -> list[Asked]:
    """Propose a shift to those who were chosen; those who were not asked by somebody else in between."""
    new = repository.ask(transaction, shift_ref, [one.volunteer for one in chosen], now)
    asked = [one for one in chosen if one.volunteer in new]
    for one in asked:
        transaction.publish("match.proposed.v2", shift_ref, _told(shift_ref, one, _roster_policy(now)))
    return asked


def who_suits(store: Store, shift_ref: str, now: dt.datetime, where: Where = EVERYWHERE) -> list[Asked]:
    """Who suits a shift, the best first, with why some are not asked now; then who may not take it, and why not.

    Raises:
        Unknown: there is no such shift, or it is out of reach.
    """
    return _ranked(store, _reached(store, shift_ref, where), now)


def forget_volunteers(transaction: Transaction, events: Sequence[Event]) -> None:
    """Volunteers were erased: nobody knows what they were asked."""
    repository.forget(transaction, {event.data["volunteer"] for event in events})


def _propose(transaction: Transaction, opening: Document, chosen: Sequence[Asked], now: dt.datetime) -> None:
    ask(transaction, opening["_id"], chosen, now)
    repository.done(transaction, opening)


def _free(store: Store, shift: Shift, opening: Document) -> int:
    confirmed = sign_ups.confirmed(sign_ups.of_shift(store, shift.ref))
    return domain.places(shift.capacity, confirmed, repository.freed(opening))


def _reached(store: Store, shift_ref: str, where: Where) -> Shift:
    shift = facts.shift(store, shift_ref)
    if shift is None or not where.reaches(shift.region_code, shift.organisation_ref):
        raise Unknown("shift")
    return shift


def _chosen(store: Store, shift: Shift, places: int, now: dt.datetime) -> list[Asked]:
    free = [one for one in _ranked(store, shift, now) if one.eligible and one.left_out is None]
    return free[: places * domain.policy_at(now).asked_for_place]


def _ranked(store: Store, shift: Shift, now: dt.datetime) -> list[Asked]:
    rules, policy = _roster_policy(now), domain.policy_at(now)
    inputs = coarse(rosters.inputs_of(store, shift, rules.workload_days), rules)
    found = candidates.candidates(inputs, inputs.shifts[0], rules)
    eligible = [one.volunteer for one in found if one.eligible]
    notices = repository.notices(store, eligible)
    taken = _taken(store, shift, eligible)

    def left_out(one: Candidate) -> str | None:
        if not one.eligible:
            return None
        noticed = domain.left_out(notices.get(one.volunteer, ()), shift.ref, now, policy)
        return taken.get(one.volunteer) or noticed

    return [Asked(**vars(one), left_out=left_out(one)) for one in domain.ranked(found, notices)]


def _taken(store: Store, shift: Shift, numbers: Sequence[str]) -> dict[str, str]:
    """Who signed up for the shift already, whatever became of it; who said no to it; and who has another place then."""
    persons = facts.persons(store)
    elsewhere = dict.fromkeys(sign_ups.busy(store, shift, persons, numbers), domain.BUSY)
    said_no = {number: domain.DECLINED for _, number in declined.of_shifts(store, [shift.ref], persons)}
    here = {persons.person(one["volunteer"]): domain.SIGNED_UP for one in sign_ups.of_shift(store, shift.ref)}
    return {**elsewhere, **said_no, **here}


def _told(shift_ref: str, asked: Asked, rules: RosterPolicy) -> dict[str, object]:
    names = ("volunteer", "volunteer_ref", "band", "reasons")
    facts_of = {name: getattr(asked, name) for name in names}
    return {"roster": ROSTER, "shift_ref": shift_ref, **facts_of, "policy": rules.reference}


def _roster_policy(now: dt.datetime) -> RosterPolicy:
    return in_force(POLICIES, clock.china_day(now), PROVINCE)
