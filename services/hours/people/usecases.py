"""What hours hears of volunteers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from services.hours.merges import repository as merges
from services.hours.people import repository
from services.hours.people.claims import claims_of
from services.hours.people.identities import all_names
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.transaction import Transaction

FACTS = ("verified", "guardian_consent_on", "personal")


def learn_volunteers(transaction: Transaction, events: Sequence[Event]) -> dict[str, Event]:
    """Volunteers were registered, verified or changed: the latest state counts; what was new of it, by volunteer."""
    return _learn(transaction, events, _volunteer)


def learn_names(transaction: Transaction, events: Sequence[Event]) -> dict[str, Event]:
    """Persons are known under more references; the events that were new, by reference."""
    by_name = _learn(transaction, events, _name)
    repository.name(transaction, ((ref, event.data["registered_ref"]) for ref, event in by_name.items()))
    return by_name


def learn_ties(transaction: Transaction, causes: Mapping[str, Event | None]) -> dict[str, Event | None]:
    """Merges were made or undone: their registrations know of them.

    Args:
        causes: by merge the news of it.

    Returns:
        By reference all whom these merges tie by now, with the news of their own.
    """
    ties = merges.by_reference(transaction, causes)
    gone = repository.erased(transaction, {one[role] for one in ties.values() for role in merges.ROLES})
    ties = merges.forget_references(transaction, ties.values(), gone)
    repository.tie(transaction, ties.values())
    own = {one[f"{role}_ref"]: causes[ref] for ref, one in ties.items() for role in merges.ROLES}
    return {ref: own.get(ref) for ref in all_names(transaction, own.keys() - {None})}


def forget(transaction: Transaction, events: Sequence[Event]) -> tuple[dict[str, dict[str, str]], set[str]]:
    """Volunteers were erased.

    Returns:
        By reference, other names too, the numbers of those who were erased under it, each with the moment; and the
        references of all whom merges tie to them.
    """
    moments = {event.data["volunteer"]: event.time for event in events}
    registered = {event.data["volunteer_ref"] for event in events}
    known, ties = repository.tied(transaction, registered)
    names = repository.volunteers(
        transaction, {name for ref in registered & known.keys() for name in _names(known[ref])}
    )
    gone: dict[str, dict[str, str]] = {
        name: {number: moments[number] for number in claims_of(one) if number in moments} for name, one in names.items()
    }
    closed: dict[str, str] = {}
    for event in events:
        for ref in (event.data["volunteer_ref"], *event.data.get("other_refs", ())):
            gone.setdefault(ref, {})[event.data["volunteer"]] = event.time
            closed[ref] = event.data["volunteer"]
    repository.close(transaction, closed)
    others = all_names(transaction, registered) - gone.keys()
    merges.forget_references(transaction, ties.values(), set(moments))
    repository.erase(transaction, moments, gone, ties)
    return gone, others


def _learn(
    transaction: Transaction, events: Sequence[Event], document: Callable[[Event], Document]
) -> dict[str, Event]:
    """Numbers claim references: what is new of it is stored; the events, by reference. Who is erased claims nothing."""
    latest = {_claim(event): event for event in sorted(events, key=lambda one: one.sequence or 0)}
    stored = repository.claims(transaction, {ref for ref, _ in latest})
    new = {
        (ref, number): event
        for (ref, number), event in latest.items()
        if number not in stored.get(ref, {}) or stored[ref][number] < (event.sequence or 0)
    }
    # Whoever is known is not erased, so only the others are looked for.
    gone = repository.erased(transaction, {number for ref, number in new if number not in stored.get(ref, {})})
    news: dict[str, dict[str, Document]] = defaultdict(dict)
    for (ref, number), event in new.items():
        if number not in gone:
            news[ref][number] = document(event)
    repository.learn(transaction, news, stored)
    return {ref: event for (ref, number), event in new.items() if number not in gone}


def _claim(event: Event) -> tuple[str, str]:
    """The reference that an event is about, and whose it says that it is."""
    return event.data["volunteer_ref"], event.data["volunteer"]


def _names(volunteer: Document) -> Iterable[str]:
    names: Iterable[str] = volunteer.get("names", ())
    return names


def _volunteer(event: Event) -> Document:
    facts = {name: event.data[name] for name in FACTS}
    return {"number": event.data["volunteer"], "sequence": event.sequence, **facts}


def _name(event: Event) -> Document:
    return {"number": event.data["volunteer"], "named": event.data["registered_ref"]}
