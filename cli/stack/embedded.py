"""The embedded store's process: SecantusDB, whose pages in memory may grow before somebody must split them.

WiredTiger has whoever touches a page of more than 5 MB split it, and wait, up to ten times for each touch, while
another transaction stands on the page. The store holds its one lock meanwhile, so nobody comes to an end: 3,064
volunteers took five minutes instead of six seconds (docs/adr/0058). With room, WiredTiger's own threads split the pages
beforehand.

What is written is written once: nobody here reads the log that the store keeps besides (docs/adr/0066). A statement
reads what it must know of its collection once, and touches the index entries that change (docs/adr/0064, 0071). A bulk
of insertions is a statement for each collection (docs/adr/0077).
"""

from __future__ import annotations

import importlib
import os
import runpy
from functools import wraps
from typing import Any

import wiredtiger

from cli.stack.bulks import insert_together
from cli.stack.entries import leave_what_stays
from cli.stack.packing import pack_quickly
from cli.stack.statements import profile_nothing, read_definitions_once
from cli.stack.waits import prune_seldom, receive_at_once

ROOM = "memory_page_max=64MB"
# A tenth of what may be dirty is the most that a page may have, whatever its table asks for.
ALLOWED = "eviction_dirty_trigger=80,eviction_updates_trigger=80"
# From there on its threads write pages out, again and again while rows come whose keys lie anywhere.
BEGUN = "eviction_dirty_target=64MB,eviction_updates_target=64MB"


def give_room(session: type[Any]) -> None:
    """Make every table that the store creates a roomy one; those that are there stay as they are."""
    create = session.create

    @wraps(create)
    def create_roomy(self: object, name: str, config: str | None = None) -> Any:
        return create(self, name, ",".join(filter(None, (config, ROOM))))

    session.create = create_roomy


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
    pack_quickly(importlib.import_module("swig_wiredtiger"))
    storage = importlib.import_module("secantus.storage").Storage
    leave_what_stays(storage)
    read_definitions_once(storage)
    keep_no_second_log(storage)
    prune_seldom(importlib.import_module("secantus.sessions").SessionRegistry)
    receive_at_once(importlib.import_module("secantus.wire"))
    commands = importlib.import_module("secantus.commands")
    profile_nothing(commands)
    insert_together(commands)


if __name__ == "__main__":
    prepare()
    runpy.run_module("secantus", run_name="__main__", alter_sys=True)
