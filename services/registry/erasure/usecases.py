"""Use cases about all that is kept of a person: showing it, and erasing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.registry.duplicates.usecases import look_again
from services.registry.erasure import repository
from services.registry.erasure.traces import TRACES
from services.registry.figures.usecases import erasing
from services.registry.merges.settling import forget as forget_merges
from services.registry.volunteers.domain import Volunteer
from services.registry.volunteers.oneself import one_person
from services.registry.volunteers.repository import forget, named, names
from services.registry.volunteers.repository import volunteers as registered
from services.registry.volunteers.view import view
from shared import clock, sealing
from shared.crypto import Sealer
from shared.erased import close_by_number
from shared.events.envelope import Event
from shared.rules.faults import Unknown, check_version
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from shared.where import EVERYWHERE, Where

ERASED = "volunteer.erased.v1"
INTERNAL = ("_id", "digest", "line")
"""What tells replays from conflicts, and nothing about a person."""


@dataclass(frozen=True)
class Everything:
    """All that is kept of a registration, opened."""

    volunteer: Volunteer
    shown: dict[str, Any]


@dataclass(frozen=True)
class Erasure:
    """What was erased: the numbers are all that is left."""

    numbers: tuple[str, ...]
    version: str = "erased"


def everything(store: Store, reference: str, where: Where = EVERYWHERE) -> Everything:
    """All that is kept of a registration; to who reaches another name of the person alone, all under that name.

    Args:
        where: where who asks may act; volunteers see their own.

    Raises:
        Unknown: nobody is registered under the reference, or nobody who may be seen.
    """

    def collected(transaction: Transaction) -> Everything:
        for one in named(transaction, [reference]).get(reference, ()):
            if one.is_reached(where, own=True):
                return _collect(transaction, one)
        raise Unknown("volunteer")

    return store.transact(collected)


def erase(transaction: Transaction, reference: str, seen: str | None = None) -> Erasure:
    """Erase a person: this registration, and those that are merged with it, with every row that names them.

    Args:
        seen: the version that the caller saw; None for whatever it is now.

    Raises:
        Unknown, Stale: see shared.rules.faults.
    """
    volunteer = registered(transaction, [reference]).get(reference)
    if volunteer is None or not volunteer.is_reached(transaction.where):
        raise Unknown("volunteer")
    check_version("volunteer", volunteer.version, seen)
    person = one_person(transaction, volunteer)
    numbers = {one.number for one in person}
    with erasing(transaction, numbers, clock.today()):
        forget_merges(transaction, numbers)
        for one in person:
            _erase(transaction, one)
    look_again(transaction, [one.number for one in person])
    return Erasure(tuple(one.number for one in person))


def close_references(transaction: Transaction, events: Sequence[Event]) -> None:
    """Persons were erased, perhaps before references were closed: theirs are, but for one that has somebody again."""
    references = {ref for one in events for ref in (one.data["volunteer_ref"], *one.data.get("other_refs", ()))}
    close_by_number(transaction, references - registered(transaction, references).keys())


def _erase(transaction: Transaction, volunteer: Volunteer) -> None:
    references = list(names(transaction, volunteer))
    rows = repository.rows(transaction, references)
    repository.remove(transaction, repository.REFUSALS, repository.refusals(transaction, references, rows))
    repository.erase(transaction, rows, references, volunteer.number)
    forget(transaction, references)
    close_by_number(transaction, references)
    others = sorted(set(references) - {volunteer.reference})
    data = {"volunteer": volunteer.number, "volunteer_ref": volunteer.reference, "other_refs": others}
    transaction.publish(ERASED, volunteer.number, data, sequence=volunteer.sequence + 1)


def _collect(transaction: Transaction, volunteer: Volunteer) -> Everything:
    sealer, known_as = transaction.sealer, {**names(transaction, volunteer), volunteer.reference: volunteer}
    references = list(known_as)
    rows = repository.rows(transaction, references)
    kinds = {trace.kind.name: trace.kind for trace in TRACES}
    records = {
        kind: [_plain(sealing.disclose(sealer, kinds[kind], one)) for one in documents]
        for kind, documents in rows.items()
    }
    refused = repository.refusals(transaction, references, rows)
    shown = {
        "registration": {**view(volunteer), "references": references, "steps": volunteer.sequence},
        "personal": sealer.open(volunteer.facts.sealed, volunteer.number),
        "names": {
            reference: {**view(one), "personal": sealer.open(one.facts.sealed, one.number)}
            for reference, one in known_as.items()
            if one is not volunteer
        },
        "records": records,
        "refusals": [_plain(_opened(sealer, one)) for one in refused],
    }
    return Everything(volunteer, shown)


def _opened(sealer: Sealer, refusal: Document) -> Document:
    """A refusal with the values that are kept for review."""
    values, context = refusal["values"], f"{refusal['resource']}:{refusal['reference']}"
    if not values or sealing.SEALED not in values:
        return refusal
    plain = {name: value for name, value in values.items() if name != sealing.SEALED}
    return {**refusal, "values": {**plain, **sealer.open(values[sealing.SEALED], context)}}


def _plain(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in INTERNAL}
