"""Which organisations lie below those that a token names, in the services that know the tree.

A service that is not named here reaches exactly the organisations that a token names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from shared.store.bound import portions
from shared.store.transaction import Store, Transaction
from shared.where import Where


@dataclass(frozen=True)
class Tree:
    """Where a service keeps it: each document names those above it in an indexed field.

    Attributes:
        whole: whether it names all of them; else the one right above, and the tree is gone down step by step.
    """

    collection: str
    field: str
    whole: bool


TREES: Mapping[str, Tree] = {
    "registry": Tree("organisations", "ancestors", whole=True),
    "hours": Tree("organisations", "parent_ref", whole=False),
    "projects": Tree("organisations", "parent_ref", whole=False),
    "matching": Tree("organisations", "parent_ref", whole=False),
}


def with_beneath(store: Store, where: Where, *, remembered: bool = True) -> Where:
    """Where a caller may act, with the organisations below those that the token names; asks only where it names any.

    What is remembered of a moment ago lets in; before anything is refused for it, it is looked up (docs/adr/0063).

    Args:
        remembered: whether what is remembered does; not for who comes after what changes it.
    """
    if store.service not in TREES or not where.organisations or where.everywhere:
        return where
    tree, named, beneath = TREES[store.service], where.organisations, store.memory.beneath

    def below(references: Collection[str]) -> Iterator[str]:
        for part in portions(sorted(references)):
            found = store.database[tree.collection].find({tree.field: {"$in": list(part)}}, {"_id": 1})
            yield from (one["_id"] for one in found)

    def look() -> frozenset[str]:
        return beneath.look(named, lambda: _all_below(tree, named, below))

    known = beneath.of(named) if remembered else None
    return replace(where, beneath=look()) if known is None else replace(where, beneath=known, look_again=look)


def beneath_in(transaction: Transaction, where: Where) -> Where:
    """The same inside a transaction."""
    if transaction.service not in TREES or not where.organisations or where.everywhere:
        return where
    tree = TREES[transaction.service]

    def below(references: Collection[str]) -> Iterator[str]:
        return (one["_id"] for one in transaction[tree.collection].where(tree.field, references, {"_id": 1}))

    return replace(where, beneath=_all_below(tree, where.organisations, below))


def _all_below(
    tree: Tree, organisations: Collection[str], below: Callable[[Collection[str]], Iterable[str]]
) -> frozenset[str]:
    found: set[str] = set()
    step = set(below(organisations))
    while step:
        found |= step
        step = set() if tree.whole else set(below(step)) - found
    return frozenset(found)
