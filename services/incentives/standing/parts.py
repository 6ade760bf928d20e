"""Volunteers in parts of a few hundred: whoever goes through all of them asks the store for one part at a time.

How many documents a query finds is what it costs the embedded store, whatever its limit says: some of all who are to be
decided on again, of 200,000, would be a question of seconds, again and again, while nobody else is answered.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence

PART, PARTS = "part", 256


def part_of(number: str) -> int:
    """The part in which a volunteer's number is, always the same."""
    return zlib.crc32(number.encode()) % PARTS


def in_parts(find: Callable[[int], Sequence[str]], at_once: int) -> Iterator[Sequence[str]]:
    """All whom a question for one part finds, part by part, so many at a time."""
    for part in range(PARTS):
        found = find(part)
        for start in range(0, len(found), at_once):
            yield found[start : start + at_once]
