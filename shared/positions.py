"""Positions: what a command told, so that another service can be asked whether it has heard it (docs/adr/0023).

A position is the name of a commit, and how many events of each type it told: `<commit>:<type>*<count>:...`. Each of
these events carries a mark that follows from it; who hears it keeps the mark together with what it made of the event.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from shared import ids

COMMIT, TOLD = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", r":[a-z][a-z_.]{2,60}\.v[0-9]{1,3}\*[1-9][0-9]{0,4}"
FORM = f"{COMMIT}(?:{TOLD}){{1,20}}"


@dataclass
class Position:
    """What a commit tells: its name, and how many events of each type."""

    commit: str = field(default_factory=ids.new_id)
    told: dict[str, int] = field(default_factory=dict)

    def next_mark(self, event_type: str) -> str:
        """The mark of one more event."""
        self.told[event_type] = self.told.get(event_type, 0) + 1
        return self._mark(event_type, self.told[event_type])

    def marks(self, types: Collection[str]) -> Iterator[str]:
        """The marks of all its events of some types."""
        chosen = ((name, count) for name, count in self.told.items() if name in types)
        return (self._mark(name, number) for name, count in chosen for number in range(1, count + 1))

    def __str__(self) -> str:
        return self.commit + "".join(f":{name}*{count}" for name, count in self.told.items())

    def _mark(self, event_type: str, number: int) -> str:
        return f"{self.commit}:{event_type}:{number}"


def read(text: str) -> Position | None:
    """The position in a text; None where it is none."""
    if not re.fullmatch(FORM, text):
        return None
    commit, *told = text.split(":")
    pairs = (one.split("*") for one in told)
    return Position(commit, {name: int(count) for name, count in pairs})
