"""What a process remembers of a collection to which numbered documents are added, and from which none is taken."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from shared.store.beneath import Beneath
from shared.store.places import Places


@dataclass(frozen=True)
class Remembered:
    """The documents up to a number, by a few bytes of each.

    Attributes:
        line: the identity of the numbers' line: another database has another one, as has the same one after it was
            emptied.
        number: the newest.
        marks: of the documents.
    """

    line: str = ""
    number: int = 0
    marks: set[int] = field(default_factory=set)


class Memory:
    """What is remembered by collection. Threads use it side by side: more is added, until the line ends.

    Attributes:
        places: where documents lie that stay where they are.
        beneath: which organisations lie below others.
    """

    def __init__(self) -> None:
        self.places, self.beneath = Places(), Beneath()
        self._known: dict[str, Remembered] = {}
        self._lock = threading.Lock()

    def of(self, collection: str, line: str) -> Remembered:
        """What is known of a line, perhaps nothing."""
        known = self._known.get(collection)
        return known if known and known.line == line else Remembered(line)

    def add(self, collection: str, known: Remembered, number: int, marks: Iterable[int]) -> Remembered:
        """Remember what has come since up to a number."""
        with self._lock:
            known.marks.update(marks)
            grown = Remembered(known.line, number, known.marks)
            if self.of(collection, known.line).number < number:
                self._known[collection] = grown
            return grown
