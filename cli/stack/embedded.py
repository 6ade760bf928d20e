"""The embedded store's process: SecantusDB, whose pages in memory may grow before somebody must split them.

WiredTiger has whoever touches a page of more than 5 MB split it, and wait, up to ten times for each touch, while
another transaction stands on the page. The store holds its one lock meanwhile, so nobody comes to an end: 3,064
volunteers took five minutes instead of six seconds (docs/adr/0058). With room, WiredTiger's own threads split the pages
beforehand.
"""

from __future__ import annotations

import os
import runpy
from typing import Any

import wiredtiger

ROOM = "memory_page_max=64MB"
# A tenth of what may be dirty is the most that a page may have, whatever its table asks for.
EVICTION = "eviction_dirty_trigger=80,eviction_updates_trigger=80,eviction_dirty_target=8MB,eviction_updates_target=8MB"


def give_room(session: type[Any]) -> None:
    """Make every table that the store creates a roomy one; those that are there stay as they are."""
    create = session.create

    def create_roomy(self: object, name: str, config: str | None = None) -> Any:
        return create(self, name, ",".join(filter(None, (config, ROOM))))

    session.create = create_roomy


if __name__ == "__main__":
    os.environ["WIREDTIGER_CONFIG"] = EVICTION
    give_room(wiredtiger.Session)
    runpy.run_module("secantus", run_name="__main__", alter_sys=True)
