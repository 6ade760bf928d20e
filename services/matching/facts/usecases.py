"""What is heard of facts: shifts, volunteers with their names and merges, offers and credited hours.

The handlers are idempotent and commutative by themselves, so they need no inbox: what changes carries a sequence, what
does not has a key of its own. Nothing waits for anything else: what is missing when a roster is solved is not in it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.matching.facts import references, repository
from shared import clock
from shared.clock import CHINA
from shared.copies import Copy
from shared.erased import closed
from shared.events.envelope import Event
from shared.events.registry.volunteers import STATE_APART
from shared.store.client import Document
from shared.store.read_data import ReadData
from shared.store.transaction import Transaction

NAMED, ERASED = "volunteer.named.v1", "volunteer.erased.v1"
MERGES = Copy(
    "merges",
    ("volunteer.merged.v1", "volunteer.separated.v1"),
    "merge_ref",
    ("merge_ref", "kept", "merged", "merged_at", "undone_at"),
    newest=True,
)
"""Both events carry the whole merge."""
SHIFT_STATE = ("shift.scheduled.v1", "shift.changed.v1", "shift.closed.v1", "shift.cancelled.v1")


def note_volunteers(transaction: Transaction, events: Sequence[Event]) -> None:
    """Keep the newest facts of volunteers; the personal ones stay sealed as they came."""
    repository.save_newest(transaction, "volunteers", _newest(events, lambda data: data["volunteer"], _volunteer))


def _volunteer(data: Mapping[str, Any]) -> dict[str, Any]:
    """A state without what is sealed for other services."""
    return {name: value for name, value in data.items() if name not in dict(STATE_APART)}


def note_names(transaction: Transaction, events: Sequence[Event]) -> None:
    """Keep other names of volunteers; those of who is erased are forgotten at once."""
    gone = references.erased_numbers(transaction, {event.data["volunteer"] for event in events})
    living: dict[str, set[str]] = defaultdict(set)
    late: dict[str, set[str]] = defaultdict(set)
    for name, number in ((event.data["volunteer_ref"], event.data["volunteer"]) for event in events):
        if number in gone:
            late[name].add(number)
        else:
            living[name].add(number)
    references.name(transaction, living)
    references.forget(transaction, late)


def forget_volunteers(transaction: Transaction, events: Sequence[Event]) -> None:
    """Volunteers were erased: their facts, names and offers are gone, whatever of them comes late."""
    tombstones = _newest(events, lambda data: data["volunteer"], lambda data: {"erased": True})
    repository.save_newest(transaction, "volunteers", tombstones)
    gone: dict[str, set[str]] = defaultdict(set)
    for name, numbers in references.names_of(transaction, tombstones).items():
        gone[name].update(one for one in numbers if one in tombstones)
    for event in events:
        for name in (event.data["volunteer_ref"], *event.data.get("other_refs", ())):
            gone[name].add(event.data["volunteer"])
    references.forget(transaction, gone)


def note_shifts(transaction: Transaction, events: Sequence[Event]) -> None:
    """Keep the newest facts of shifts."""
    repository.save_newest(transaction, "shifts", _newest(events, lambda data: data["shift_ref"], _shift))


def forget_shifts(transaction: Transaction, events: Sequence[Event]) -> None:
    """Shifts were closed or cancelled: their places are none any more, whatever of them comes late."""
    repository.save_newest(
        transaction, "shifts", _newest(events, lambda data: data["shift_ref"], lambda data: {"ended": True})
    )


def note_offers(transaction: Transaction, events: Sequence[Event]) -> None:
    """Keep what volunteers offer, unless they are erased; an offer is known by what it offers."""
    gone = closed(transaction, {event.data["volunteer_ref"] for event in events})
    living = [event.data for event in events if event.data["volunteer_ref"] not in gone]
    repository.save_new(transaction, "availability", {_offer_key(data): _offer(data) for data in living})


def note_hours(transaction: Transaction, events: Sequence[Event]) -> None:
    """Keep credited intervals; they are known by the ledger's entry."""
    repository.save_new(transaction, "credited", {event.data["entry"]: _credited(event.data) for event in events})


def note_reversals(transaction: Transaction, events: Sequence[Event]) -> None:
    """Keep what was taken back as so many minutes less: in a sum both are, or neither."""
    less = {event.data["entry"]: _credited({**event.data, "minutes": -event.data["minutes"]}) for event in events}
    repository.save_new(transaction, "credited", less)


def read_data() -> list[ReadData]:
    """What follows from the events of others, to be made again by a rebuild."""
    states = ("volunteer.registered.v1", "volunteer.verified.v1", "volunteer.changed.v1")
    return [
        ReadData("volunteers", (*states, ERASED)),
        ReadData("names", (NAMED, ERASED)),
        ReadData("erased", (NAMED, ERASED)),
        MERGES.read_data(),
        ReadData("shifts", SHIFT_STATE),
        ReadData("availability", ("availability.offered.v1", NAMED, ERASED)),
        ReadData("credited", ("hours.credited.v1", "hours.reversed.v1")),
    ]


def _newest(
    events: Sequence[Event], key: Callable[[Any], str], document: Callable[[Any], Document]
) -> dict[str, Document]:
    ordered = sorted(events, key=lambda event: event.sequence or 0)
    return {key(event.data): {**document(event.data), "sequence": event.sequence or 0} for event in ordered}


def _shift(data: Any) -> Document:
    """The facts with moments as the store keeps them, so that shifts are found by their start."""
    return {
        **data,
        "starts_at": clock.from_text(data["starts_at"]),
        "ends_at": clock.from_text(data["ends_at"]),
    }


def _offer_key(data: Any) -> str:
    return f"{data['volunteer_ref']}:{data['date']}:{data['part_of_day']}"


def _offer(data: Any) -> Document:
    return {"volunteer_ref": data["volunteer_ref"], "day": data["date"], "part_of_day": data["part_of_day"]}


def _credited(data: Any) -> Document:
    return {"volunteer": data["volunteer"], "starts_at": _start(data), "minutes": data["minutes"]}


def _start(data: Any) -> dt.datetime:
    """When it began; what came from an earlier system has a day only, and counts from its 00:00 in China."""
    if data["starts_at"] is not None:
        return clock.from_text(data["starts_at"])
    return dt.datetime.combine(dt.date.fromisoformat(data["day"]), dt.time(), CHINA)
