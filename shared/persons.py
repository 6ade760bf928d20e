"""Who is one person as things stand now: all numbers and names, over merges in a row.

For services that keep who is a volunteer under which name, and which registrations are merged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Set

from shared import waiting
from shared.forgetting import VOLUNTEERS
from shared.rules.merges import Merge, merge_of, stands_for
from shared.store.client import Document
from shared.store.transaction import Transaction

Ties = Callable[[Transaction, set[str]], Iterable[Merge]]
"""All merges by which some registrations are or were one person with others, by their numbers."""

SIDES = ("kept", "merged")


def ties_in(transaction: Transaction, merges: str, numbers: Iterable[str]) -> list[Merge]:
    """Those merges of a collection by which registrations are or were one person with others, over merges in a row."""
    found, looked, wanted = dict[str, Document](), set[str](), set(numbers)
    while wanted:
        some = [one for side in SIDES for one in transaction[merges].where(side, wanted) if waiting.is_known(one)]
        found |= {one["_id"]: one for one in some}
        looked |= wanted
        wanted = {one[side] for one in some for side in SIDES} - looked
    return [merge_of(found[name]) for name in sorted(found)]


def names_of_each(transaction: Transaction, names: Iterable[str], ties: Ties) -> dict[str, Set[str]]:
    """By name, or number, all numbers and names of the person; of who is no volunteer as far as is known the name."""
    wanted = set(names)
    known = waiting.known(transaction, VOLUNTEERS, wanted)
    numbers = {name: known[name]["volunteer"] if name in known else name for name in wanted}
    merges = list(ties(transaction, set(numbers.values())))
    standing = stands_for(merges)
    registrations = {*numbers.values(), *(side for one in merges for side in (one.kept, one.merged))}
    persons: defaultdict[str, set[str]] = defaultdict(set)
    for number in registrations:
        persons[standing.get(number, number)].add(number)
    for one in transaction[VOLUNTEERS].where("volunteer", registrations):
        of: str = one["volunteer"]
        persons[standing.get(of, of)].add(one["_id"])
    return {name: {name, *persons[standing.get(number, number)]} for name, number in numbers.items()}
