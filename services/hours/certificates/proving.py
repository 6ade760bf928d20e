"""What shows that the entries of a certificate are sealed: the proof of each, by the seal that sealed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from pymongo.database import Database

from services.hours.certificates import usecases
from services.hours.ledger.domain import CREDITED_AT
from services.hours.ledger.repository import LEDGER
from services.hours.seals import repository as seals
from services.hours.seals.domain import Sealed
from shared.certificates import files
from shared.merkle import inclusion
from shared.seals import seal_of
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.transaction import Store

REMEMBERED = 8
"""Seals of whose entries a process keeps the tree: those of a batch's certificates are mostly in the same few."""


class Place(NamedTuple):
    """Where an entry is sealed."""

    seal: Document
    at: int
    path: list[str]


def delivered(store: Store, certificate: Document) -> tuple[dict[str, Any], bytes]:
    """What a certificate says, and its file with the proofs that there are by now, signed.

    An entry that was credited seconds ago has no seal yet, and no proof: whoever asks again then gets it.
    """
    issued = usecases.file_of(certificate)
    proofs = _proofs(store.database, certificate["entries"])
    return issued.contents, files.as_json(store.settings.certificate_keys, issued, proofs)


def _proofs(database: Database[Document], names: Iterable[str]) -> dict[str, Any]:
    entries, used = {}, {}
    for name, moment in _credited(database, sorted(names)).items():
        place = _place(database, name, moment)
        if place:
            seal = seal_of(place.seal)
            used[str(seal.number)] = seal.plain
            entries[name] = {"seal": seal.number, "index": place.at, "path": place.path}
    return {"seals": used, "entries": entries}


def _credited(database: Database[Document], names: list[str]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for part in portions(names):
        for one in database[LEDGER].find({"_id": {"$in": list(part)}}, {CREDITED_AT: 1}):
            found[one["_id"]] = one.get(CREDITED_AT)
    return found


def _place(database: Database[Document], name: str, moment: Any) -> Place | None:
    for document in seals.of_moment(database, moment) if moment else seals.in_order(database):
        found = _tree(database, document["_id"], document["size"], document["entries"])
        if found and name in found[1]:
            sealed, places = found
            index = sealed.window.before.size + places[name]
            path = inclusion(index, document["size"], sealed.window.subtree)
            return Place(document, index, [one.hex() for one in path])
    return None


@lru_cache(maxsize=REMEMBERED)
def _tree(database: Database[Document], seal: str, size: int, entries: int) -> tuple[Sealed, dict[str, int]] | None:
    """The tree of a seal, which never changes, and at which place each of its entries is."""
    sealed = seals.entries_of(database, {"_id": seal, "size": size, "entries": entries})
    return (sealed, {name: place for place, name in enumerate(sealed.entries)}) if sealed else None
