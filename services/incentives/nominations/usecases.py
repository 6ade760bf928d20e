"""Use cases of nominations: what is heard makes them decided on anew, and time brings results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from services.incentives.awards import cycles
from services.incentives.nominations import repository
from services.incentives.nominations.deciding import decide
from services.incentives.nominations.domain import UNSETTLED
from services.incentives.nominations.granting import grant, grant_due
from services.incentives.nominations.judging import judge
from services.incentives.nominations.kind import NOMINATIONS
from services.incentives.served.repository import all_ties, tied_in
from services.incentives.served.usecases import for_whom_served
from shared import clock, jurors
from shared.deciding import decide_anew
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from shared.waiting import WAITS_FOR

AT_ONCE = 100


def hear_cycles(transaction: Transaction, events: Sequence[Event]) -> Mapping[str, Event | None]:
    """Categories of cycles were announced: decide on the nominations that wait for these; which cycles they are of."""
    known = cycles.note(transaction, events)
    decide_anew(transaction, NOMINATIONS, repository.without_category(transaction, known))
    return known


def hear_served(transaction: Transaction, subjects: Collection[str]) -> None:
    """More was served for some subjects: they are to be decided on again."""
    _unsettle(transaction, repository.of_subjects(transaction, subjects))


def settle(transaction: Transaction, events: Sequence[Event]) -> None:
    """Decide on what is unsettled."""
    found = transaction[NOMINATIONS.name].by_id({event.subject for event in events})
    decide(transaction, found.values())
    repository.change(transaction, NOMINATIONS.name, {name: {UNSETTLED: 0} for name in found})


def hear_credited(transaction: Transaction, events: Sequence[Event], subjects: Collection[str]) -> None:
    """Hours were credited, at shifts that are for some subjects: decide again, where a period has not ended before.

    To decide reads all that was served in a period, so it is done apart, and of what comes meanwhile at once.
    """
    first = min(dt.date.fromisoformat(event.data["day"]) for event in events)
    if repository.is_open(transaction, first):
        numbers = tied_in(transaction, {event.data["volunteer"] for event in events})
        found = repository.of_subjects(transaction, numbers | set(subjects))
        _unsettle(transaction, [one for one in found if one["period_to"] >= first.isoformat()])


def _unsettle(transaction: Transaction, nominations: Iterable[Document]) -> None:
    """Who settles them meanwhile conflicts, and sees what is new."""
    some = list(nominations)
    repository.unsettle(transaction, [one["_id"] for one in some])
    for one in some:
        if not one[UNSETTLED]:
            transaction.publish("award.unsettled.v1", one["_id"], {"nomination_ref": one["_id"]})


def hear_people(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Something is new of volunteers, who they are or what was reported: decide on those who nominated, too."""
    decide(transaction, repository.of_persons(transaction, tied_in(transaction, numbers)))


def hear_merged(transaction: Transaction, numbers: Collection[str]) -> None:
    """Registrations are one person, or two again: decide on their nominations, and on those for whom they served."""
    hear_people(transaction, numbers)
    hear_near(transaction, numbers)
    _judge(transaction, jurors.of_merged(transaction, repository.SCORES, numbers, all_ties))
    hear_served(transaction, for_whom_served(transaction, numbers))


def hear_near(transaction: Transaction, subjects: Iterable[str]) -> None:
    """Others are near to some subjects, or to who nominated, than before: decide again whose scores count."""
    found = repository.of_persons(transaction, tied_in(transaction, subjects))
    if found:
        judge(transaction, [one["_id"] for one in found])
        grant(transaction, {one["award_ref"] for one in found})


def hear_names(transaction: Transaction, names: Collection[str]) -> None:
    """Volunteers are known by these names: whose scores count may be another thing now."""
    _judge(transaction, jurors.of_named(transaction, repository.SCORES, names))


def _judge(transaction: Transaction, scores: Iterable[Document]) -> None:
    names = {one["nomination_ref"] for one in scores if WAITS_FOR not in one}
    found = transaction[NOMINATIONS.name].by_id(names)
    if found:
        judge(transaction, found)
        grant(transaction, {one["award_ref"] for one in found.values()})


def forget(transaction: Transaction, references: Collection[str]) -> None:
    """Volunteers are erased under these names: what was judged of their nominations goes with them."""
    gone = {one["_id"] for one in transaction[NOMINATIONS.name].where("subject_ref", references, {"_id": 1})}
    for collection in (repository.SCORES, repository.OBJECTIONS):
        repository.remove(transaction, collection, gone)


def forget_filings(transaction: Transaction, numbers: Collection[str]) -> None:
    """Volunteers are erased: what they filed against nominations is nobody's."""
    repository.forget_filings(transaction, numbers)


def keep_time(store: Store, now: dt.datetime) -> int:
    """Look once more at new nominations, and award where a public notice is over; how many of either."""
    count = 0
    while names := repository.to_look_at(store, now, AT_ONCE):
        store.transact(lambda transaction: _look_again(transaction, names))
        count += len(names)
    return count + grant_due(store, clock.china_day(now))


def _look_again(transaction: Transaction, names: Sequence[str]) -> None:
    found = transaction[NOMINATIONS.name].by_id(names)
    decide(transaction, found.values())
    judge(transaction, found)
    grant(transaction, {one["award_ref"] for one in found.values()})
    repository.looked_at(transaction, names)
