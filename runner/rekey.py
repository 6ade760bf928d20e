"""Making anew what all services keep by keys, each by its own, while everything runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from pymongo import MongoClient

from runner.services import part
from shared.config import SERVICES, Settings
from shared.keyring import rekeying_sealer
from shared.rekeying.kept import Kept
from shared.rekeying.renewal import Key
from shared.rekeying.walk import Tally, walk
from shared.store.client import Document
from shared.store.transaction import Store

Bar = Callable[[str, int | None], AbstractContextManager[Callable[[int], None]]]
"""Shows how far a step is, given its name and how much there is to do, if that is known."""


@dataclass
class Outcome:
    """What was found in each service's collections, and by which keys all texts are by then."""

    tallies: list[tuple[str, Tally]] = field(default_factory=list)

    @property
    def keys(self) -> Counter[Key]:
        """How many texts each key has made."""
        return sum((tally.keys for _, tally in self.tallies), Counter[Key]())

    @property
    def renewed(self) -> int:
        """How many documents were made anew."""
        return sum(tally.renewed for _, tally in self.tallies)

    @property
    def left(self) -> int:
        """How many were not, and can be the next time."""
        return sum(tally.left for _, tally in self.tallies)

    @property
    def closed(self) -> int:
        """How many texts no key opens."""
        return sum(tally.closed for _, tally in self.tallies)


def rekey(settings: Settings, client: MongoClient[Document], bar: Bar) -> Outcome:
    """Make anew what is of another key than the present one. Killed and run again, it does what is left."""
    outcome = Outcome()
    for store, kept in _everything(settings, client):
        title, tally = f"{store.service} {kept.collection}", Tally(kept.collection)
        with bar(title, store.database[kept.collection].estimated_document_count()) as tell:
            for tally in walk(store, kept):
                tell(tally.documents)
        outcome.tallies.append((store.service, tally))
    return outcome


def _everything(settings: Settings, client: MongoClient[Document]) -> Iterator[tuple[Store, Kept]]:
    for service in SERVICES:
        store = Store(client, settings, service)
        store.sealer = rekeying_sealer(settings, service)
        yield from ((store, kept) for kept in part(service, "kept").KEPT)
