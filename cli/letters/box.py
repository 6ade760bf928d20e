"""The dead letters of all services, as one list: service by service, of each the newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cli.systems.system import System
from cli.talking.client import settings_of
from cli.terminal.errors import CommandError
from shared.config import SERVICES
from shared.messaging import dead_letters, last_resort
from shared.store.client import connect
from shared.store.transaction import Store

KEY = re.compile(r"[0-9a-f]{4,16}\Z")
SHOWN_KEY = 10
PAGE = 500
COLLECTED_AT_ONCE = 1_000
Filed = tuple[str, dict[str, Any]]
"""A service and a letter of its collection."""


@dataclass(frozen=True)
class Choice:
    """Which letters are meant: of some services, and of one type or all."""

    services: Sequence[str] = SERVICES
    type: str | None = None


class Box:
    """The collections of a system's services."""

    def __init__(self, system: System) -> None:
        self.system, self.settings = system, settings_of(system)
        client = connect(self.settings)
        self.stores = {service: Store(client, self.settings, service) for service in SERVICES}

    def collect(self, *, everything: bool) -> int:
        """Bring in what lies in the broker's own queue, all or a part; how many of it are left, as nobody's."""
        while True:
            collected = last_resort.collect(self.settings.broker_uri, self.stores, COLLECTED_AT_ONCE)
            if not everything or collected.moved < COLLECTED_AT_ONCE:
                return collected.strange

    def count(self, services: Sequence[str]) -> int:
        """How many letters some services have."""
        return sum(dead_letters.count(self.stores[service].database) for service in services)

    def page(self, choice: Choice, limit: int, after: str | None = None) -> tuple[list[Filed], str | None]:
        """Up to `limit` letters after a cursor, and the cursor of the next page, if there is one."""
        service, below = _read(after) if after else (choice.services[0], None)
        found: list[Filed] = []
        for name in choice.services[choice.services.index(service) if service in choice.services else 0 :]:
            database = self.stores[name].database
            start = below if below is not None and name == service else dead_letters.last_number(database) + 1
            part = dead_letters.page(database, start, limit + 1 - len(found), choice.type)
            found += [(name, letter) for letter in part]
            if len(found) > limit:
                last, letter = found[limit - 1]
                return found[:limit], f"{last}:{letter['number']}"
        return found, None

    def pages(self, choice: Choice) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """All letters that are there now, in parts of one service each."""
        for service in choice.services:
            database = self.stores[service].database
            below = dead_letters.last_number(database) + 1
            while letters := dead_letters.page(database, below, PAGE, choice.type):
                yield service, letters
                below = letters[-1]["number"]

    def find(self, key: str) -> Filed:
        """The one letter whose key begins so.

        Raises:
            CommandError: there is none, or more than one.
        """
        if not KEY.match(key):
            raise CommandError(f"{key!r} is no id of a dead letter: at least four of the characters 0-9 and a-f")
        found = [(name, one) for name, store in self.stores.items() for one in dead_letters.find(store.database, key)]
        if not found:
            raise CommandError(
                f"there is no dead letter {key}; `./kapok dead-letters list{self.system.option}` shows those there are"
            )
        if len(found) > 1:
            keys = ", ".join(letter["key"] for _, letter in found[:5])
            raise CommandError(f"{len(found)} dead letters begin with {key}: {keys}; give more of the id")
        return found[0]


def _read(cursor: str) -> tuple[str, int]:
    service, _, number = cursor.partition(":")
    if service not in SERVICES or not (number.isascii() and number.isdecimal()):
        raise CommandError(f"{cursor!r} is no cursor; take the one that the page before ended with")
    return service, int(number)
