"""What hours hears of volunteers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from services.hours.merges import repository as merges
from services.hours.people import repository
from services.hours.people.identities import all_names
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.transaction import Transaction

FACTS = ("verified", "guardian_consent_on", "personal")


def learn_volunteers(transaction: Transaction, events: Sequence[Event]) -> dict[str, Event]:
    """Volunteers were registered, verified or changed: the latest state counts; what was new of it, by volunteer."""
    latest = _latest(events)
    sequences = repository.sequences(transaction, latest)
    # Whoever is known is not erased, so only the others are looked for.
    latest = _without_erased(transaction, latest, [ref for ref in latest if not sequences.get(ref)])
    newer = {ref: event for ref, event in latest.items() if sequences.get(ref, 0) < (event.sequence or 0)}
    repository.learn(transaction, {ref: _volunteer(event) for ref, event in newer.items()}, sequences)
    return newer


def learn_names(transaction: Transaction, events: Sequence[Event]) -> dict[str, Event]:
    """Persons are known under more references; the events, by reference."""
    latest = _latest(events)
    by_name = _without_erased(transaction, latest, latest)
    repository.name(transaction, {name: _name(event) for name, event in by_name.items()})
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


def forget(transaction: Transaction, events: Sequence[Event]) -> tuple[dict[str, str], set[str]]:
    """Persons were erased: only their numbers stay.

    Returns:
        By reference, other names too, the numbers of who is erased; and the references of all whom merges tie to them.
    """
    numbers = {event.data["volunteer_ref"]: event.data["volunteer"] for event in events}
    volunteers, ties = repository.tied(transaction, numbers)
    names = {name: number for ref, number in numbers.items() for name in volunteers.get(ref, {}).get("names", ())}
    gone = numbers | names
    others = all_names(transaction, numbers) - gone.keys()
    merges.forget_references(transaction, ties.values(), set(numbers.values()))
    repository.erase(transaction, set(numbers.values()) - repository.erased(transaction, numbers.values()), gone)
    return gone, others


def _latest(events: Iterable[Event]) -> dict[str, Event]:
    latest: dict[str, Event] = {}
    for event in sorted(events, key=lambda one: one.sequence or 0):
        latest[event.data["volunteer_ref"]] = event
    return latest


def _without_erased(transaction: Transaction, by_ref: dict[str, Event], doubtful: Iterable[str]) -> dict[str, Event]:
    numbers = {ref: by_ref[ref].data["volunteer"] for ref in doubtful}
    gone = repository.erased(transaction, numbers.values())
    return {ref: event for ref, event in by_ref.items() if numbers.get(ref) not in gone}


def _volunteer(event: Event) -> Document:
    facts = {name: event.data[name] for name in FACTS}
    return {"number": event.data["volunteer"], "sequence": event.sequence, **facts}


def _name(event: Event) -> Document:
    return {"number": event.data["volunteer"], "named": event.data["registered_ref"]}
