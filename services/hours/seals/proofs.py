"""Proofs from what is stored of seals: that an entry is sealed, and that a seal is the beginning of a later one.

A proof's hashes are roots of complete subtrees. Each ends inside of one seal's entries, so that is read for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pymongo.database import Database

from services.hours.homes import repository as homes
from services.hours.ledger import repository as ledger
from services.hours.ledger.domain import CREDITED_AT
from services.hours.seals import repository
from services.hours.seals.domain import Sealed
from shared.merkle import Subtree, consistency, inclusion
from shared.rules.faults import Fault, Refused, Unknown
from shared.seals import Seal, seal_of
from shared.store.client import Document
from shared.store.transaction import Store
from shared.where import EVERYWHERE, Where


class NotSealed(Exception):
    """An entry has no seal yet."""


@dataclass(frozen=True)
class Proof:
    """That an entry is among those that a seal seals: `shared.seals.shows_entry` says whether it is shown.

    Attributes:
        leaf: the entry's, in hexadecimal digits, as the path's hashes are.
        index: its place in the tree.
        sealed_by: the number of the seal that sealed it first.
    """

    leaf: str
    index: int
    sealed_by: int
    seal: Seal
    path: list[str]


def seal(database: Database[Document], number: int) -> Seal:
    """A seal by its number.

    Raises:
        Unknown: there is none.
    """
    return seal_of(_seal(database, number))


def of_entry(store: Store, name: str, number: int | None = None, where: Where = EVERYWHERE) -> Proof:
    """The proof that an entry is sealed.

    Args:
        number: of the seal for which it is to be; by default the one that sealed it.
        where: where who asks may act: it was served there, or the volunteer belongs there, or asks.

    Raises:
        Unknown: there is no such entry, or no such seal.
        NotSealed: the entry has no seal yet.
        Refused: the seal that is asked for is an earlier one than that which sealed the entry.
    """
    entry = ledger.entry(store.database, name)
    if entry is None or not _is_reached(store.database, entry, where):
        raise Unknown("attendance")
    for document in _where_it_may_be(store.database, entry):
        sealed = repository.entries_of(store.database, document)
        if sealed and name in sealed.entries:
            return _proof(store.database, document, sealed, sealed.entries.index(name), number)
    raise NotSealed


def of_leaf(database: Database[Document], leaf: bytes, sealed_by: int, number: int | None = None) -> Proof:
    """The proof for whoever knows an entry's leaf and which seal sealed it.

    Args:
        number: as in `of_entry`.

    Raises:
        Unknown: there is no such seal, or it did not seal this leaf.
        Refused: the seal that is asked for is an earlier one.
    """
    document = _seal(database, sealed_by)
    sealed = repository.entries_of(database, document)
    if sealed is None or leaf not in sealed.window.leaves:
        raise Unknown("attendance")
    return _proof(database, document, sealed, list(sealed.window.leaves).index(leaf), number)


def of_growth(database: Database[Document], earlier: int, later: int) -> tuple[Seal, Seal, list[str]]:
    """Two seals, and the proof that what the one seals is the beginning of what the other does.

    Raises:
        Unknown: there is no such seal.
        Refused: the one that is called earlier is later.
    """
    if earlier > later:
        raise Refused(Fault("from", "is_later"))
    first, last = seal(database, earlier), seal(database, later)
    return first, last, _hex(consistency(first.size, last.size, _subtrees(database)))


def _proof(database: Database[Document], document: Document, sealed: Sealed, place: int, number: int | None) -> Proof:
    own = seal_of(document)
    if number is not None and number < own.number:
        raise Refused(Fault("seal", "is_earlier"))
    against = own if number is None else seal(database, number)
    index = sealed.window.before.size + place
    subtree = sealed.window.subtree if against == own else _subtrees(database)
    path = _hex(inclusion(index, against.size, subtree))
    return Proof(sealed.window.leaves[place].hex(), index, own.number, against, path)


def _seal(database: Database[Document], number: int) -> Document:
    found = repository.find(database, number)
    if found is None:
        raise Unknown("seal")
    return found


def _where_it_may_be(database: Database[Document], entry: Document) -> Iterable[Document]:
    """The seals that may have sealed an entry; of one that does not say when it was credited, all."""
    moment = entry.get(CREDITED_AT)
    return repository.of_moment(database, moment) if moment else repository.in_order(database)


def _subtrees(database: Database[Document]) -> Subtree:
    @cache
    def ends_in(number: str, start: int) -> Sealed:
        document = {"_id": number, "size": start, "entries": 0}
        found = repository.entries_of(database, document)
        if found is None:
            raise Unknown("seal")
        return found

    def subtree(first: int, leaves: int) -> bytes:
        document = repository.that_seals(database, first + leaves - 1)
        if document is None:
            raise Unknown("seal")
        return ends_in(document["_id"], document["size"] - document["entries"]).window.subtree(first, leaves)

    return subtree


def _is_reached(database: Database[Document], entry: Document, where: Where) -> bool:
    if where.everywhere or where.reaches(entry["region_code"]) or where.person == entry["volunteer"]:
        return True
    return where.reaches(homes.regions(database, [entry["volunteer"]]).get(entry["volunteer"]))


def _hex(hashes: Iterable[bytes]) -> list[str]:
    return [one.hex() for one in hashes]
