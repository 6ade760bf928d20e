"""Use cases of standings: know the volunteers and who is one person, and decide on every credited entry.

The handlers are idempotent and commutative by themselves, so they need no inbox: facts and merges by their sequence,
entries by their id, and what is decided depends on the sets of them alone.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from services.incentives.standing import adopted, days, due, repository
from services.incentives.standing import names as names_of
from services.incentives.standing.accounts import NAME_HOMES, NAMES
from services.incentives.standing.domain import Decisions, Standing, add, changes, decide, tie
from services.incentives.standing.entries import Entry
from services.incentives.standing.homes import MOVES, Move
from services.incentives.standing.parts import due_by
from services.incentives.standing.persons import Persons
from services.incentives.standing.tables import Tables
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.transaction import Store, Transaction

ERASED = "volunteer.erased.v1"
ROLES = ("kept", "merged")
AT_ONCE = 200


def note_volunteers(transaction: Transaction, events: Sequence[Event]) -> None:
    """Keep the reference and the home region of volunteers, or forget them; what is older changes nothing.

    The other names are forgotten with them.
    """
    latest = _latest(events)
    known = repository.sequences(transaction, latest)
    facts = {number: _facts(event) for number, event in latest.items()}
    repository.save_facts(
        transaction,
        {number: one for number, one in facts.items() if number not in known},
        {number: one for number, one in facts.items() if number in known and one["sequence"] > known[number]},
    )


def note_names(transaction: Transaction, events: Sequence[Event]) -> None:
    """Keep by which other references volunteers are known; the handler is commutative, since names only come."""
    names: dict[str, dict[str, str | None]] = defaultdict(dict)
    for event in events:
        names[event.data["volunteer"]][event.data["volunteer_ref"]] = event.data.get("home_region_code")
    names_of.save(transaction, names)


def note_moves(transaction: Transaction, events: Sequence[Event]) -> None:
    """Keep where volunteers belonged since when; of each transfer the newest word counts, in any order."""
    moves: dict[str, list[Move]] = defaultdict(list)
    for event in events:
        data, sequence = event.data, event.sequence or 0
        regions = (data["from_region_code"], data["to_region_code"])
        moves[data["volunteer"]].append(Move(data["transfer_ref"], sequence, data["decided_at"], *regions))
    names_of.save_moves(transaction, moves)


def credit_hours(transaction: Transaction, events: Sequence[Event]) -> set[str]:
    """Add entries of the ledger to their volunteers' standings, and tell what they change.

    Returns:
        The registrations of whom hours were credited, with all to whom merges tie them.
    """
    news = _by_volunteer(events)
    stored = repository.standings(transaction, news)
    grown = (
        add(stored.get(number, Standing(number)), [_entry(event) for event in credited])
        for number, credited in sorted(news.items())
    )
    changed = {standing.volunteer: standing for standing in grown if standing}
    causes = {number: credited[-1] for number, credited in news.items()}
    _decide(transaction, stored, changed, causes, adopted.tables_in(transaction))
    days.note_days(transaction, {_entry(event).day for event in events})
    return stored.keys() | news.keys()


def note_merges(transaction: Transaction, events: Sequence[Event]) -> None:
    """Registrations are one person, or two again: decide on all that are tied by it, and tell what that changes."""
    latest = {event.data["merge_ref"]: event for event in sorted(events, key=lambda event: event.sequence or 0)}
    stored = repository.standings(transaction, {event.data[role] for event in latest.values() for role in ROLES})
    changed: dict[str, Standing] = {}
    causes: dict[str, Event] = {}
    for event in latest.values():
        for number in (event.data[role] for role in ROLES):
            tied = tie(changed.get(number) or stored.get(number, Standing(number)), _merge(event))
            if tied:
                changed[number], causes[number] = tied, event
    _decide(transaction, stored, changed, causes, adopted.tables_in(transaction))


def _decide(
    transaction: Transaction,
    stored: Mapping[str, Standing],
    changed: Mapping[str, Standing],
    causes: Mapping[str, Event],
    tables: Tables,
) -> None:
    """Decide on standings that changed, and on all that hang on them; write them, and tell what is news.

    Whoever stands for a person is written with each of its registrations, so that two who change different ones at the
    same moment conflict (docs/adr/0004, 0022).
    """
    standings = {**stored, **changed}
    persons = Persons(standings)
    decided = []
    for number in sorted({other for one in changed for other in persons.tied(one)}):
        standing = standings.get(number, Standing(number))
        outcome, decisions = decided_by(persons, standing, tables)
        decided.append((outcome, decisions if decisions and decisions.stars.entries else None))
        if decisions:
            cause = next((causes[one] for one in (number, *sorted(persons.tied(number))) if one in causes), None)
            tell(transaction, standing, outcome, decisions, cause)
    repository.save_standings(transaction, decided, stored, tables.generation)


def decided_by(persons: Persons, standing: Standing, tables: Tables) -> tuple[Standing, Decisions | None]:
    """What is decided on a standing; None where neither it nor any that is tied to it has an entry.

    It is decided as of the latest day of service; of the first day of an adopted policy, if that is later; or of the
    day up to which time was followed.
    """
    day = persons.last_day(standing.volunteer)
    if day is None:
        return standing, None
    as_of = max(day, tables.begun, persons.reached(standing.volunteer))
    return decide(standing, persons.entries(standing.volunteer), as_of, tables)


def reconsider(transaction: Transaction, volunteers: Sequence[str]) -> set[str]:
    """Decide again on volunteers by the tables as they are now, and tell what that changes.

    Returns:
        Their registrations, with all to whom merges tie them.
    """
    stored = repository.standings(transaction, volunteers)
    changed = {number: stored[number] for number in volunteers if number in stored}
    _decide(transaction, stored, changed, {}, adopted.tables_in(transaction))
    return set(stored)


def expire(store: Store, today: dt.date) -> int:
    """Decide on all whom time alone has given something else, also while nobody ran, and tell it. On how many."""
    return sum(map(functools.partial(_expire, store, today), _whose_time_has_come(store, today)))


def _whose_time_has_come(store: Store, today: dt.date) -> Iterator[Sequence[str]]:
    whose = (store.database.name, "standings")
    in_part, few = functools.partial(due.due_in, store, day=today), functools.partial(due.due, store, today, AT_ONCE)
    return due_by(today, whose, in_part, few, AT_ONCE)


def _expire(store: Store, today: dt.date, numbers: Sequence[str]) -> int:
    def work(transaction: Transaction) -> int:
        # Registrations of one person are due together, in whatever parts they are.
        stored = repository.standings(transaction, numbers)
        days = {number: today for number, one in stored.items() if one.due is not None and one.due <= today}
        _reach(transaction, stored, days)
        return len(days)

    return store.transact(work)


def reach(transaction: Transaction, days: Mapping[str, dt.date]) -> None:
    """Follow time for volunteers up to a day each, and tell what that changes."""
    _reach(transaction, repository.standings(transaction, days), days)


def _reach(transaction: Transaction, stored: Mapping[str, Standing], days: Mapping[str, dt.date]) -> None:
    changed = {
        number: replace(stored[number], reached=max(stored[number].reached, day))
        for number, day in days.items()
        if number in stored
    }
    _decide(transaction, stored, changed, {}, adopted.tables_in(transaction))


def _latest(events: Sequence[Event]) -> dict[str, Event]:
    """The newest event of each volunteer."""
    return {event.data["volunteer"]: event for event in sorted(events, key=lambda event: event.sequence or 0)}


def _facts(event: Event) -> Document:
    """What is kept of a volunteer; of one who is erased nothing, and nothing older counts any more."""
    known = {} if event.type == ERASED else event.data
    home = known.get("home_region_code")
    return {
        "volunteer_ref": known.get("volunteer_ref"),
        "home_region_code": home,
        "verified": bool(known.get("verified")),
        **repository.place_of(home),
        **({NAMES: [], NAME_HOMES: [], MOVES: []} if event.type == ERASED else {}),
        "sequence": event.sequence or 0,
    }


def _merge(event: Event) -> Document:
    data = event.data
    names = {name: data[name] for name in ("merge_ref", *ROLES, "merged_at")}
    return {**names, "undone_at": data.get("undone_at"), "sequence": event.sequence or 0}


def _by_volunteer(events: Sequence[Event]) -> dict[str, list[Event]]:
    batches: dict[str, list[Event]] = {}
    for event in events:
        batches.setdefault(event.data["volunteer"], []).append(event)
    return batches


def _entry(event: Event) -> Entry:
    data = event.data
    return Entry(data["entry"], data["region_code"], dt.date.fromisoformat(data["day"]), data["minutes"])


def tell(
    transaction: Transaction, before: Standing, now: Standing, decisions: Decisions, cause: Event | None = None
) -> None:
    """Tell what is different from what was earned before."""
    for change in changes(now.volunteer, before.earned, decisions):
        transaction.publish(change.type, now.volunteer, change.data, sequence=now.version, cause=cause)
