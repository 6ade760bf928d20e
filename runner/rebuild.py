"""One rebuild of a service's read data, put together: its stores, its shadow, its handlers, and the others' logs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import islice

from pymongo import MongoClient
from pymongo.database import Database

from runner.services import part
from shared import ids
from shared.config import SERVICES, Settings
from shared.messaging.rebuild import Rebuild, Tally
from shared.store.client import Document, database_of
from shared.store.migrations import migrate
from shared.store.transaction import Store

SHADOW = "rebuild_"
REMOVED_AT_ONCE = 30
Bar = Callable[[str, int | None], AbstractContextManager[Callable[[int], None]]]
"""Shows how far a step is, given its name and how much there is to do, if that is known."""


@dataclass(frozen=True)
class Outcome:
    """What a rebuild found in each collection, and how many events the handlers could not handle."""

    tallies: list[Tally]
    left_out: int


def rebuild(settings: Settings, client: MongoClient[Document], service: str, bar: Bar) -> Outcome:
    """Make a service's read data again. Of two at a time the later one goes on.

    Raises:
        IncompleteLog, StillChanging, Superseded: see shared/messaging/rebuild.py; what is put right stays right.
    """
    live = Store(client, settings, service)
    shadow = Store(client, replace(settings, database_prefix=settings.database_prefix + SHADOW), service)
    is_ours = _claim(shadow.database)
    try:
        migrate(shadow.database, part(service, "migrations").MIGRATIONS, is_asked=False)
        _copy(live.database, shadow.database, getattr(part(service, "read_data"), "BASIS", ()))
        logs = {name: database_of(client, settings, name) for name in SERVICES}
        read_data = part(service, "read_data").read_data()
        work = Rebuild(live, shadow, logs, part(service, "worker").Worker, read_data, is_ours=is_ours)
        with bar("events", work.events()) as tell:
            for read in work.hear():
                tell(read)
        tallies = []
        for data in read_data:
            tally = Tally(data.collection)
            with bar(data.collection, None) as tell:
                for tally in work.put_right(data):
                    tell(tally.after + tally.before)
            tallies.append(tally)
        return Outcome(tallies, work.left_out())
    finally:
        if is_ours():
            _remove(shadow.database)


def _claim(shadow: Database[Document]) -> Callable[[], bool]:
    """Empty the shadow, which another rebuild may have left or be using; a question whether it is still ours."""
    owner = {"owner": ids.new_id()}

    def mark() -> None:
        shadow["rebuild"].replace_one({"_id": SHADOW}, owner, upsert=True)

    # Marked first: nobody may take what vanishes from a shadow for what does not follow from the events.
    mark()
    _remove(shadow)
    mark()
    return lambda: shadow["rebuild"].find_one({"_id": SHADOW}, {"_id": 0}) == owner


def _remove(database: Database[Document]) -> None:
    """Drop a database, emptied in small steps: everybody waits while the embedded store drops one that is full."""
    for name in database.list_collection_names():
        names = (one["_id"] for one in database[name].find({}, {"_id": 1}))
        while some := list(islice(names, REMOVED_AT_ONCE)):
            database[name].delete_many({"_id": {"$in": some}})
    database.client.drop_database(database.name)


def _copy(live: Database[Document], shadow: Database[Document], collections: Sequence[str]) -> None:
    """Give a shadow the few documents that its handlers decide by, and that follow from no event."""
    for name in collections:
        if documents := list(live[name].find()):
            shadow[name].insert_many(documents)
