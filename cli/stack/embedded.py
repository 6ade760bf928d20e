"""The embedded store's process: SecantusDB, whose pages in memory may grow before somebody must split them.

WiredTiger has whoever touches a page of more than 5 MB split it, and wait, up to ten times for each touch, while
another transaction stands on the page. The store holds its one lock meanwhile, so nobody comes to an end: 3,064
volunteers took five minutes instead of six seconds (docs/adr/0058). With room, WiredTiger's own threads split the pages
beforehand.

A statement reads the definitions of its collection's indexes once (docs/adr/0064). What is written is written once:
nobody here reads the log that the store keeps besides (docs/adr/0066).
"""

from __future__ import annotations

import importlib
import os
import runpy
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import wraps
from typing import Any

import wiredtiger

ROOM = "memory_page_max=64MB"
# A tenth of what may be dirty is the most that a page may have, whatever its table asks for.
ALLOWED = "eviction_dirty_trigger=80,eviction_updates_trigger=80"
# From there on its threads write pages out, again and again while rows come whose keys lie anywhere.
BEGUN = "eviction_dirty_target=64MB,eviction_updates_target=64MB"


def give_room(session: type[Any]) -> None:
    """Make every table that the store creates a roomy one; those that are there stay as they are."""
    create = session.create

    def create_roomy(self: object, name: str, config: str | None = None) -> Any:
        return create(self, name, ",".join(filter(None, (config, ROOM))))

    session.create = create_roomy


def read_definitions_once(storage: type[Any]) -> None:
    """Have each statement read what indexes its collection has once, where it read it three times for each document.

    A statement that writes does so in `_batch_transaction`, and one that finds under the store's lock: neither lets
    anybody add or drop an index meanwhile. What it finds out itself, that an index has lists, it reads again.
    """
    read, mark, find, write = (
        getattr(storage, name)
        for name in ("_iter_indexes", "_maybe_mark_multikey", "find_matching", "_batch_transaction")
    )
    of_thread = threading.local()

    @contextmanager
    def statement(of: Any) -> Iterator[None]:
        before = getattr(of_thread, "known", None)
        of_thread.known = {}
        try:
            yield
        finally:
            of_thread.known = before
            if before is None:
                stand_nowhere(of)

    def read_once(self: object, database: str, collection: str) -> Any:
        known = getattr(of_thread, "known", None)
        if known is None:
            return iter(read(self, database, collection))
        if (database, collection) not in known:
            known[database, collection] = list(read(self, database, collection))
        return iter(known[database, collection])

    @wraps(mark)
    def mark_and_read(self: object, *arguments: Any) -> Any:
        *_, has_lists = arguments
        before = len(has_lists)
        marked = mark(self, *arguments)
        if len(marked) > before and (known := getattr(of_thread, "known", None)):
            known.clear()
        return marked

    @wraps(find)
    def find_once(self: object, *arguments: Any, **named: Any) -> Any:
        with statement(self):
            return find(self, *arguments, **named)

    @contextmanager
    def write_once(self: object, **named: Any) -> Iterator[Any]:
        writing: AbstractContextManager[Any] = write(self, **named)
        with statement(self), writing as session:
            yield session

    storage._iter_indexes, storage._maybe_mark_multikey = read_once, mark_and_read  # noqa: SLF001
    storage.find_matching, storage._batch_transaction = find_once, write_once  # noqa: SLF001


def stand_nowhere(storage: Any) -> None:
    """Leave no cursor of this thread standing when a statement is over: one of a transaction stood until its next one.

    Whoever stands on a page keeps all others from splitting it, and of five services one always stood on that of the
    indexes' entries: at 15,000 volunteers, all waited for a minute.
    """
    for cursor in getattr(storage._tls, "cursors", {}).values():  # noqa: SLF001  # there is no other
        with suppress(wiredtiger.WiredTigerError):
            cursor.reset()


def keep_no_second_log(storage: type[Any]) -> None:
    """Have the store keep no log for change streams, into which each document is written a second time."""
    make = storage.__init__

    def make_without(self: object, *places: Any, **options: Any) -> None:
        make(self, *places, **{**options, "enable_oplog": False})

    storage.__init__ = make_without


def prepare() -> None:
    """Change SecantusDB in this process, before a store is opened."""
    os.environ["WIREDTIGER_CONFIG"] = f"{ALLOWED},{BEGUN}"
    give_room(wiredtiger.Session)
    storage = importlib.import_module("secantus.storage").Storage
    read_definitions_once(storage)
    keep_no_second_log(storage)


if __name__ == "__main__":
    prepare()
    runpy.run_module("secantus", run_name="__main__", alter_sys=True)
