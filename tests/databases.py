"""Databases that tests have one after the other: to make one and to drop it takes longer than most tests do.

What a test leaves is emptied for the next one. A database is dropped all the same where its shape is not that of its
migrations any more, and where processes worked on it, of which one may still end. Where only the test's own process
did, what it sent to the store tells which collections are to be emptied.

Tests that begin in one world, which takes longer to lay out than most of them take, have databases in which it lies
already: what a test changes there is put back.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from tests.writings import Writings

Document = dict[str, Any]


@dataclass(frozen=True)
class Fresh:
    """A database as its migrations left it, or whoever laid out a world in it.

    Attributes:
        shape: the indexes of each collection.
        documents: what lies there from the beginning.
        world: the name of the world; empty without one.
    """

    shape: Document
    documents: dict[str, list[Document]]
    world: str


class Databases:
    """Prefixes of databases' names, of which one test has one at a time.

    Args:
        writings: what was written since a test began, by clients of this process.
    """

    def __init__(self, client: MongoClient[Document], writings: Writings) -> None:
        self._client, self._writings = client, writings
        self._numbers = itertools.count(1)
        self._free: dict[str, list[str]] = {}
        self._fresh: dict[str, Fresh] = {}

    def take(self, world: str = "") -> str:
        """A prefix that nobody has; databases that begin so are empty, or a world lies in them."""
        free = self._free.get(world)
        return free.pop() if free else f"test{next(self._numbers)}_"

    def note(self, database: Database[Document], world: str = "") -> None:
        """It was just migrated, or a world was laid out in it, so it may be kept."""
        documents = {name: list(database[name].find()) for name in database.list_collection_names()}
        self._fresh[database.name] = Fresh(_shape(database), documents, world)
        self._writings.forget(database.name)

    def is_migrated(self, database: Database[Document]) -> bool:
        """Whether it is one that its migrations, or a world, left so."""
        return database.name in self._fresh

    def has(self, database: Database[Document], world: str) -> bool:
        """Whether a world lies in it."""
        fresh = self._fresh.get(database.name)
        return fresh is not None and fresh.world == world

    def give_back(self, prefix: str, world: str = "") -> None:
        """Put the databases back, on which nobody but this process worked, for whoever takes the prefix next."""
        # Not asked of the store, which would go through all collections of all databases for each test.
        names = [name for name in {*self._fresh, *self._writings.databases()} if name.startswith(prefix)]
        for name in names:
            fresh, written = self._fresh.get(name), self._writings.forget(name)
            if fresh is None or written is None or not written <= fresh.documents.keys():
                self._make_anew(name)
            else:
                _restore(self._client[name], {one: fresh.documents[one] for one in written})
        if world and not all(self.has(self._client[name], world) for name in names):
            self.give_up(prefix)
        else:
            self._free.setdefault(world, []).append(prefix)

    def empty(self, prefix: str) -> None:
        """Make the databases what their migrations left, whoever worked on them."""
        for name in self._of(prefix):
            self._make_anew(name)

    def give_up(self, prefix: str) -> None:
        """Drop the databases, and let nobody have others of this name."""
        for name in self._of(prefix):
            self._drop(name)

    def _make_anew(self, name: str) -> None:
        fresh = self._fresh.get(name)
        if fresh is None or fresh.shape != _shape(self._client[name]):
            self._drop(name)
        else:
            _restore(self._client[name], fresh.documents)

    def _of(self, prefix: str) -> list[str]:
        return [name for name in self._client.list_database_names() if name.startswith(prefix)]

    def _drop(self, name: str) -> None:
        self._fresh.pop(name, None)
        self._client.drop_database(name)


def _shape(database: Database[Document]) -> Document:
    return {name: database[name].index_information() for name in database.list_collection_names()}


def _restore(database: Database[Document], documents: dict[str, list[Document]]) -> None:
    for name, some in documents.items():
        database[name].delete_many({})
        if some:
            database[name].insert_many(some)
