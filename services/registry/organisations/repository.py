"""The collection of organisations: its indexes, and who stands below whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress

from pymongo import UpdateOne
from pymongo.database import Database
from pymongo.errors import OperationFailure

from services.registry.organisations.domain import ALLIANCE_FIELDS, ORGANISATION_KINDS
from services.registry.organisations.schemas import OrganisationRow
from shared.kinds import Case, Place
from shared.lists import Listing
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED

ORGANISATIONS, REFERENCE = "organisations", "organisation_ref"
LISTING = Listing(
    ORGANISATIONS,
    REFERENCE,
    ("region_code", "parent_ref", "kind", "field", "outcome"),
    sorts=("name",),
    words={"kind": ORGANISATION_KINDS, "field": ALLIANCE_FIELDS},
)


def collections(database: Database[Document]) -> None:
    """Organisations, by reference, by place, and by the one above."""
    by_place = (index("region_code", REFERENCE), index("parent_ref", REFERENCE))
    collection(database, ORGANISATIONS, index(REFERENCE, unique=True), *by_place)


def awaited(database: Database[Document]) -> None:
    """Let those stand without any facts that are only awaited."""
    with suppress(OperationFailure):
        database[ORGANISATIONS].drop_index(f"{REFERENCE}_1")


def accept_all(database: Database[Document]) -> None:
    """Those that were taken in before any had to wait stay accepted, each with its path as far as it is known."""
    parents = {one["_id"]: one["parent_ref"] for one in database[ORGANISATIONS].find({}, {"parent_ref": 1})}
    for one in list(database[ORGANISATIONS].find({}, {"region_code": 1})):
        reference = one["_id"]
        facts = {"outcome": ACCEPTED, "sequence": 1, "adopted": 0, "ancestors": path(parents, reference)}
        later = {**dict.fromkeys(OrganisationRow.added), **Place(one["region_code"], reference).document()}
        database[ORGANISATIONS].update_one({"_id": reference}, {"$set": {**facts, **later}})


def by_successor(database: Database[Document]) -> None:
    """Let those be found whose members pass to an organisation."""
    database[ORGANISATIONS].create_indexes([index("successor_ref")])


def path(parents: Mapping[str, str | None], reference: str) -> list[str]:
    """The ancestors of an organisation, the uppermost first; where they go in a circle, each once."""
    found: list[str] = []
    while (above := parents.get(found[0] if found else reference)) and above not in (reference, *found):
        found.insert(0, above)
    return found


def adopt(transaction: Transaction, accepted: Sequence[Case]) -> None:
    """Count on each parent the organisations that were taken in below it.

    Who is taken in and who moves the parent at that moment both write on the parent, so that of the two one is run
    again and sees the other's work: no path leads through a place that was left, and no two moves make a circle.
    """
    counts = Counter(one["parent_ref"] for one in accepted if one["parent_ref"])
    transaction[ORGANISATIONS].write(
        [UpdateOne({"_id": parent}, {"$inc": {"adopted": count}}) for parent, count in sorted(counts.items())]
    )


def lead(transaction: Transaction, reference: str, ancestors: Sequence[str]) -> None:
    """Let the paths of all below an organisation lead through the ancestors that it has now."""
    below = transaction[ORGANISATIONS].where("ancestors", [reference], {"ancestors": 1})
    paths = {one["_id"]: one["ancestors"][one["ancestors"].index(reference) :] for one in below}
    transaction[ORGANISATIONS].write(
        [UpdateOne({"_id": one}, {"$set": {"ancestors": [*ancestors, *path]}}) for one, path in sorted(paths.items())]
    )
