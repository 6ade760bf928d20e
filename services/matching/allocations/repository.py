"""What is stored of allocations: their figures, the allotments they propose, and what was accepted of each resource."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pymongo import UpdateOne
from pymongo.database import Database

from services.matching.allocations.conditions import Pair
from services.matching.allocations.domain import DECLINED, PROPOSED, STATES
from services.matching.resources.domain import ACCEPTED_UNITS, Facts
from services.matching.resources.kind import NEEDS, OFFERS
from shared import waiting
from shared.kinds import Kind
from shared.lists import Listing
from shared.sealing import disclose
from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Store, Transaction

ALLOCATIONS, ALLOTMENTS, COUNTS = "allocations", "allotments", "accepted_units"
LATEST = "latest"
"""In place of an allocation, its number and of which needs and offers it is."""
LIST = Listing(
    ALLOTMENTS,
    "allotment_ref",
    filters=("allocation", "need_ref", "offer_ref", "state"),
    words={"state": STATES},
)


class Resources(NamedTuple):
    """What an allocation rests on: accepted needs and offers, opened, and the pairs that somebody declined."""

    needs: Sequence[Facts]
    offers: Sequence[Facts]
    declined: frozenset[Pair] = frozenset()


def collections(database: Database[Document]) -> None:
    """Make the collections of allocations."""
    collection(database, ALLOCATIONS)
    collection(database, ALLOTMENTS, *LIST.indexes)
    collection(database, COUNTS)


def whole(store: Store) -> Resources:
    """All needs and offers, as if nobody had decided anything yet."""
    return Resources(list(_known(store, NEEDS)), list(_known(store, OFFERS)))


def left(store: Store) -> Resources:
    """All needs and offers, and what was decided before."""
    counts = {one["_id"]: one["units"] for one in store.database[COUNTS].find()}
    declined = store.database[ALLOTMENTS].find({"state": DECLINED}, {"need_ref": 1, "offer_ref": 1})
    needs, offers = (
        [{**one, ACCEPTED_UNITS: counts.get(_counted(kind, one["_id"]), 0)} for one in _known(store, kind)]
        for kind in (NEEDS, OFFERS)
    )
    return Resources(needs, offers, frozenset((one["need_ref"], one["offer_ref"]) for one in declined))


def latest(store: Store) -> Document | None:
    """Which allocation is the latest."""
    return store.database[ALLOCATIONS].find_one({"_id": LATEST})


def allocation(store: Store, identifier: str) -> Document | None:
    """An allocation without its allotments."""
    return store.database[ALLOCATIONS].find_one({"_id": identifier}) if identifier != LATEST else None


def completed(transaction: Transaction, identifier: str) -> Document | None:
    """An allocation, once all its allotments are proposed."""
    found = transaction[ALLOCATIONS].one(identifier)
    return found if found is not None and found["complete"] else None


def one(store: Store, reference: str) -> Document | None:
    """One allotment."""
    return store.database[ALLOTMENTS].find_one({"_id": reference})


def open_allocation(transaction: Transaction, identifier: str, number: int, digest: str, facts: Facts) -> bool:
    """Store an allocation of which nothing is proposed yet; False where another one was opened in between."""
    before = transaction[ALLOCATIONS].one(LATEST)
    if number != 1 + (before["number"] if before else 0):
        return False
    transaction[ALLOCATIONS].insert([{"_id": identifier, **facts, "proposed": 0, "complete": False}])
    pointer = {"number": number, "allocation": identifier, "digest": digest}
    transaction[ALLOCATIONS].write([UpdateOne({"_id": LATEST}, {"$set": pointer}, upsert=True)])
    return True


def undecided(store: Store, but_of: str, most: int) -> list[str]:
    """Allotments of other allocations on which nobody has decided."""
    found = store.database[ALLOTMENTS].find({"state": PROPOSED}, {"allocation": 1})
    return [one["_id"] for one in found if one["allocation"] != but_of][:most]


def allotments(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    """Allotments by reference."""
    return transaction[ALLOTMENTS].by_id(references)


def settle(transaction: Transaction, documents: Iterable[Document], facts: Facts) -> list[Document]:
    """Store what became of allotments; as they are then."""
    after = [{**one, **facts, "sequence": one["sequence"] + 1} for one in documents]
    transaction[ALLOTMENTS].write(
        [UpdateOne({"_id": one["_id"]}, {"$set": {**facts, "sequence": one["sequence"]}}) for one in after]
    )
    return after


def add_part(transaction: Transaction, identifier: str, documents: Sequence[Document]) -> bool:
    """Store the next allotments of an allocation; False when they are stored already.

    How many are is read and written, so two who propose the same allocation cannot both store them.
    """
    found = transaction[ALLOCATIONS].one(identifier)
    if found is None or found["complete"] or (documents and found["proposed"] >= documents[-1]["number"]):
        return False
    transaction[ALLOTMENTS].insert(documents)
    proposed = found["proposed"] + len(documents)
    change = {"proposed": proposed, "complete": proposed == found["allotments"]}
    transaction[ALLOCATIONS].write([UpdateOne({"_id": identifier}, {"$set": change})])
    return True


def resources(transaction: Transaction, allotment: Facts) -> tuple[Document, Document]:
    """The need and the offer of an allotment, opened, with what was accepted of them."""
    found = []
    for kind, reference in ((NEEDS, allotment["need_ref"]), (OFFERS, allotment["offer_ref"])):
        document = transaction[kind.name].one(reference) or {}
        count = transaction[COUNTS].one(_counted(kind, reference)) or {"units": 0}
        found.append({**disclose(transaction.sealer, kind, document), ACCEPTED_UNITS: count["units"]})
    need, offer = found
    return need, offer


def count_accepted(transaction: Transaction, allotment: Mapping[str, object]) -> None:
    """Count units as given and got: of two who accept at one moment one is run again, and sees what is left."""
    counted = [_counted(NEEDS, str(allotment["need_ref"])), _counted(OFFERS, str(allotment["offer_ref"]))]
    transaction[COUNTS].write(
        [UpdateOne({"_id": one}, {"$inc": {"units": allotment["units"]}}, upsert=True) for one in counted]
    )


def stored(identifier: str, number: int, place: Facts, as_of: dt.date) -> Document:
    """What every proposed allotment has besides what it gives."""
    reference = f"{identifier}.{number}"
    facts = {"allotment_ref": reference, "allocation": identifier, "number": number, "as_of": as_of.isoformat()}
    return {"_id": reference, **facts, "state": PROPOSED, "sequence": 1, **place}


def _known(store: Store, kind: Kind) -> Iterator[Document]:
    return (disclose(store.sealer, kind, one) for one in store.database[kind.name].find() if waiting.is_known(one))


def _counted(kind: Kind, reference: str) -> str:
    return f"{kind.name}:{reference}"
