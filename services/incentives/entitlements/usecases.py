"""Use cases of volunteers' benefits: decide when anything that they rest on changes, or time alone ends something.

A decision is made as of today, on all that is known of a person, so it depends on no order and no copies. Who brings
something new of a volunteer writes on the standings of all registrations that are or were one person with it: of two at
one moment one begins again, and sees the other's (docs/adr/0006).
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from services.incentives.entitlements import repository
from services.incentives.entitlements.deciding import Case, Stored
from services.incentives.entitlements.domain import Asked
from services.incentives.entitlements.gathering import person_of
from services.incentives.standing import repository as standing
from services.incentives.standing.adopted import tables_in
from services.incentives.standing.parts import due_by
from services.incentives.standing.persons import Persons
from shared import clock
from shared.events.envelope import Event
from shared.forgetting import LONGEST_TRANSACTION
from shared.store.transaction import Store, Transaction

AT_ONCE = 200


def decide(
    transaction: Transaction,
    causes: Mapping[str, Event | None],
    day: dt.date | None = None,
    *,
    wrote: bool = False,
    tied: Collection[str] | None = None,
) -> None:
    """Decide on the benefits of persons, and tell what is another state than before.

    Args:
        causes: by the numbers of registrations of whom something is new, the event that told it.
        day: as of which; by default today.
        wrote: whether this transaction has written on their standings already.
        tied: they and all to whom merges tie them, where that is known.
    """
    facts = repository.within(transaction)
    if wrote and not _concerns(transaction, facts, tied or standing.tied_in(transaction, causes)):
        return
    accounts = standing.accounts_in(transaction, causes)
    if not wrote:
        standing.touch(transaction, causes.keys() | accounts.keys(), accounts)
    day, persons = day or clock.today(), Persons({number: one.standing for number, one in accounts.items()})
    consents, before = facts.consents(accounts), repository.stored(transaction, accounts)
    if not (consents or before):
        return
    reports = facts.reports(accounts)
    offers = facts.offers(
        {one.partner for some in consents.values() for one in some},
        {reference for one in before.values() for reference in one.states},
    )
    decided, tables = {}, tables_in(transaction)
    for number in sorted(accounts):
        registrations = persons.registrations(number)
        person = person_of(accounts, registrations, consents, reports, day) if registrations else None
        asked = Asked(person, day, tables) if person else None
        case = Case(number, before.get(number, Stored()), asked, day)
        outcome, changes = case.decided(offers)
        cause = next((causes[one] for one in (number, *sorted(persons.tied(number))) if causes.get(one)), None)
        for event, data in changes:
            transaction.publish(event, number, data, sequence=outcome.sequence, cause=cause)
        if outcome != case.before:
            decided[number] = outcome
    repository.save(transaction, decided)


def _concerns(transaction: Transaction, facts: repository.Source, numbers: Collection[str]) -> bool:
    """Whether any of these registrations consented or has something: most have not."""
    return bool(facts.consents(numbers) or repository.stored(transaction, numbers))


def hear(
    transaction: Transaction, events: Sequence[Event], *, wrote: bool = False, tied: Collection[str] | None = None
) -> None:
    """Something is new of volunteers: decide on their benefits; see `decide`."""
    decide(transaction, {event.data["volunteer"]: event for event in events}, wrote=wrote, tied=tied)


def forget_volunteers(transaction: Transaction, events: Sequence[Event]) -> None:
    """Forget what was decided on volunteers who are erased, and tell that it ended; who stood for one has less."""
    hear(transaction, events)
    repository.forget(transaction, {event.data["volunteer"] for event in events})


def decide_again(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Standings were put right."""
    decide(transaction, dict.fromkeys(numbers), wrote=True)


def follow(transaction: Transaction, tied: Collection[str]) -> None:
    """Standings were decided on by another policy: of registrations, with all to whom merges tie them."""
    decide(transaction, dict.fromkeys(tied), wrote=True, tied=tied)


def hear_consents(transaction: Transaction, consents: Mapping[str, Event | None]) -> None:
    """A rebuild put consents right; of those who are erased none is left."""
    numbers = repository.givers(transaction, consents)
    decide(transaction, dict.fromkeys(numbers))


def hear_merges(transaction: Transaction, events: Sequence[Event]) -> None:
    """Registrations are one person, or two again; their standings were written."""
    decide(transaction, {event.data[role]: event for event in events for role in ("kept", "merged")}, wrote=True)


def hear_offers(transaction: Transaction, events: Sequence[Event]) -> None:
    """A benefit is new or another: begin to decide on all who consented that its partner knows of them."""
    again_at = clock.to_text(clock.now() + LONGEST_TRANSACTION)
    repository.begin_walks(transaction, {one.subject: one.data["partner_ref"] for one in events}, again_at)


def walk(store: Store, now: dt.datetime) -> int:
    """Go on deciding for benefits that are new or others; on how many it was decided."""
    return sum(_walk(store, one) for one in repository.walks(store.database) if _is_time(one.get("not_before"), now))


def _walk(store: Store, walked: Mapping[str, str]) -> int:
    one, count = dict(walked), 0
    while numbers := repository.page_of(store.database, one["partner_ref"], one["after"], AT_ONCE):
        one["after"], count = numbers[-1], count + len(numbers)
        store.transact(lambda transaction: _decide_page(transaction, one, numbers))
    store.transact(lambda transaction: repository.end_walk(transaction, one))
    return count


def _decide_page(transaction: Transaction, walked: Mapping[str, str], numbers: Iterable[str]) -> None:
    decide(transaction, dict.fromkeys(numbers))
    repository.go_on(transaction, dict(walked), walked["after"])


def expire(store: Store, today: dt.date) -> int:
    """Decide on all who are due: time has ended something, or begun it, also while nobody ran. On how many."""
    return sum(map(functools.partial(_expire, store, today), _whose_time_has_come(store, today)))


def _whose_time_has_come(store: Store, today: dt.date) -> Iterator[Sequence[str]]:
    whose = (store.database.name, repository.ENTITLEMENTS)
    in_part = functools.partial(repository.due_in, store, day=today)
    return due_by(today, whose, in_part, functools.partial(repository.due, store, today, AT_ONCE), AT_ONCE)


def _expire(store: Store, today: dt.date, numbers: Sequence[str]) -> int:
    store.transact(lambda transaction: decide(transaction, dict.fromkeys(numbers), today))
    return len(numbers)


def _is_time(moment: str | None, now: dt.datetime) -> bool:
    return moment is None or clock.from_text(moment) <= now
