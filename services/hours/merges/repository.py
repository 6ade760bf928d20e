"""What hours stores of merges: the newest state of each, as heard."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from pymongo import UpdateOne
from pymongo.database import Database

from shared import lists
from shared.lists import After, Listing
from shared.rules.merges import Merge, merge_of
from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Transaction

MERGES = "merges"
HEARD = ("volunteer.merged.v1", "volunteer.separated.v1")
"""The events that bring the copy."""
ROLES = ("kept", "merged")
FACTS = ("merge_ref", "kept", "kept_ref", "merged", "merged_ref", "merged_at", "undone_at")
BY_REFERENCE = Listing(MERGES, "merge_ref", by_place=False)


def collections(database: Database[Document]) -> None:
    """Make the collection."""
    collection(database, MERGES, *BY_REFERENCE.indexes)


def by_reference(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    """Merges."""
    return transaction[MERGES].by_id(references)


def forget_references(
    transaction: Transaction, merges: Iterable[Document], numbers: Container[str]
) -> dict[str, Document]:
    """The merges without the references of registrations that are erased; their numbers stay."""
    ties = {one["_id"]: one for one in merges}
    gone = {ref: {f"{role}_ref": None for role in ROLES if one[role] in numbers} for ref, one in ties.items()}
    transaction[MERGES].write([UpdateOne({"_id": ref}, {"$set": change}) for ref, change in gone.items() if change])
    return {ref: {**one, **gone[ref]} for ref, one in ties.items()}


def everything(database: Database[Document]) -> list[Document]:
    """All merges; they are few."""
    return list(database[MERGES].find())


def in_force(database: Database[Document], after: str | None = None) -> Iterator[Document]:
    """The merges that are in force as things stand, in the order of their references, those after one."""
    place = None if after is None else After(after, after)
    while some := lists.page(database, BY_REFERENCE, {}, lists.AT_ONCE, after=place):
        yield from (one for one in some if one["undone_at"] is None)
        place = After(some[-1]["merge_ref"], some[-1]["merge_ref"])


def read(merges: Iterable[Document]) -> list[Merge]:
    """Merges as rules see them."""
    return [merge_of(one) for one in merges]
