"""Attendance: decided when it is logged, and again when what it waits for has come; and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from services.hours.attendance import repository
from services.hours.attendance.reach import Presence, visible
from services.hours.attendance.records import key, logged, waited
from services.hours.attendance.settlement import settle
from services.hours.homes import repository as homes
from services.hours.ledger import repository as ledger
from services.hours.people.identities import identities
from shared.events.envelope import Event
from shared.store.transaction import Store, Transaction
from shared.where import EVERYWHERE, Where

REVERSED = "rejected:reversed"
"""What became of a presence whose minutes were all taken back."""
AT_ONCE = 500
"""Entries of an export that are looked up together."""


def record_attendance(transaction: Transaction, events: Sequence[Event]) -> None:
    """Presences were logged: decide each.

    One is logged once, again while it is open when it is flagged, and when it ends; any other of its name is a copy.
    """
    by_ref = {event.data["attendance_ref"]: event for event in sorted(events, key=_sequence)}
    later = [ref for ref, event in by_ref.items() if _sequence(event) > 1]
    held = {one["_id"]: one for one in repository.all_held(transaction, later) if not one["facts"]["checked_out_at"]}
    settle(transaction, [logged(event, held.get(ref)) for ref, event in by_ref.items()])


def _sequence(event: Event) -> int:
    return event.sequence or 1


def settle_waiting(transaction: Transaction, kind: str, causes: Mapping[str, Event | None]) -> None:
    """Decide again what waited.

    Args:
        kind: of what it waited for: `volunteer` or `shift`.
        causes: by reference the news of those that have come; None where it is no event.
    """
    by_key = {key(kind, ref): cause for ref, cause in causes.items()}
    held = repository.waiting(transaction, by_key)
    settle(transaction, [waited(one, by_key[one["waits_for"]]) for one in held])


def settle_again(transaction: Transaction, causes: Mapping[str, Event | None]) -> None:
    """Decide again whatever is held of volunteers: by reference the news of those who are another person now."""
    held = repository.held_of(transaction, causes)
    settle(transaction, [waited(one, causes[one["facts"]["volunteer_ref"]]) for one in held])


def settle_overlaps(transaction: Transaction, number: str) -> None:
    """Decide again on what is held since it overlaps what a volunteer was credited."""
    names = homes.references(transaction, [number]).values()
    known = {name for one in identities(transaction, names).values() if one.person for name in one.person.known_as}
    held = repository.held_of(transaction, sorted(known | {number}))
    settle(transaction, [waited(one) for one in held if one["reason"] == "overlap"])


def outcome(store: Store, reference: str, where: Where = EVERYWHERE) -> dict[str, Any] | None:
    """What became of one attendance, or None where none with this reference was heard of that the caller may see."""
    found = _outcome(store, reference)
    return next(visible(store.database, where, [found]), None) if found else None


def outcomes(store: Store, where: Where = EVERYWHERE) -> Iterator[dict[str, Any]]:
    """What became of every attendance that the caller may see, one after the other."""
    return visible(store.database, where, _outcomes(store))


def _outcome(store: Store, reference: str) -> Presence | None:
    entry = ledger.entry(store.database, reference)
    if entry and entry["attendance_ref"] == reference:
        minutes = ledger.standing(store.database, [reference]).get(reference, entry["minutes"])
        outcome = {"outcome": "credited", "minutes": minutes} if minutes else {"outcome": REVERSED}
        return Presence({"attendance_ref": reference, **outcome, "policy": entry["policy"]}, entry)
    if found := repository.uncredited(store.database, reference):
        state, one = found
        shown = {"attendance_ref": reference, "outcome": f"{state}:{one['reason']}", "policy": one["policy"]}
        return Presence(shown, one)
    return None


def _outcomes(store: Store) -> Iterator[Presence]:
    entries = ledger.credited(store.database)
    while some := list(islice(entries, AT_ONCE)):
        minutes = ledger.standing(store.database, [one["_id"] for one in some])
        for entry in some:
            shown = {name: entry[name] for name in ("attendance_ref", "region_code", "day", "minutes")}
            shown["minutes"] = minutes.get(entry["_id"], entry["minutes"])
            yield Presence({"outcome": "credited" if shown["minutes"] else REVERSED, **shown}, entry)
    for state, one in repository.all_uncredited(store.database):
        yield Presence({"attendance_ref": one["_id"], "outcome": f"{state}:{one['reason']}"}, one)
