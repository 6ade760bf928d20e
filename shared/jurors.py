"""Who gave which score: a juror is one person under all names, and scores once (shared/rules/juries.py)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Set

from shared import waiting
from shared.forgetting import VOLUNTEERS
from shared.persons import Ties, names_of_each
from shared.rules.juries import JUROR, Score
from shared.sources import SEPARATOR, ours, source_of
from shared.store.client import Document
from shared.store.transaction import Transaction

AT_ONCE = 1_000


def known_as(transaction: Transaction, scores: Iterable[Document], ties: Ties) -> Callable[[Score], Set[str]]:
    """By which names the juror of each score is known.

    Who hears at this moment that two of these names are one person's conflicts.
    """
    written = {one["_id"]: {one[JUROR], ours(source_of(one["_id"]), one[JUROR])} for one in scores}
    each = names_of_each(transaction, set[str]().union(*written.values()), ties)
    names = {one: set[str]().union(*(each[name] for name in some)) for one, some in written.items()}
    waiting.begin(transaction, VOLUNTEERS, set(each) | _names(transaction, set[str]().union(*names.values())))
    return lambda score: names[score.reference]


def of_named(transaction: Transaction, collection: str, names: Collection[str]) -> list[Document]:
    """The scores whose jurors are known from now on by these names, as rows of their sources write them, too."""
    written = {*names, *(name.rpartition(SEPARATOR)[2] for name in names)}
    # Next to nobody is a juror: one query finds that out for all.
    return transaction[collection].where(JUROR, written, at_once=AT_ONCE)


def of_merged(transaction: Transaction, collection: str, numbers: Collection[str], ties: Ties) -> list[Document]:
    """The scores of registrations that are one person, or two again; who decides on them at this moment conflicts."""
    each = names_of_each(transaction, numbers, ties)
    names = set[str]().union(*each.values())
    waiting.begin(transaction, VOLUNTEERS, _names(transaction, names))
    return of_named(transaction, collection, names)


def _names(transaction: Transaction, names: Collection[str]) -> set[str]:
    """Those that are no numbers, of volunteers who are known."""
    return set(waiting.known(transaction, VOLUNTEERS, names))
