"""Which rows of a file are copies of one another, told in memory that does not grow with the file."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

PLACES = 2**23
"""A megabyte of bits. In a file of 100,000 rows one in 200 is taken for a repeated one though it is none."""


class Repeats:
    """Reads a file's rows once, and keeps those that were perhaps there before: all copies, and a few others."""

    def __init__(self) -> None:
        self._met = bytearray(PLACES // 8)
        self.found: set[bytes] = set()

    def add(self, values: Sequence[str]) -> None:
        """The next row."""
        row = identity(values)
        byte, bit = divmod(int.from_bytes(row[:4], "big") % PLACES, 8)
        if self._met[byte] >> bit & 1:
            self.found.add(row)
        self._met[byte] |= 1 << bit


class Copies:
    """Counts the copies of those rows of which there are perhaps several; of all others there is one."""

    def __init__(self, repeated: frozenset[bytes]) -> None:
        self._repeated = repeated
        self._met: Counter[bytes] = Counter()

    def occurrence(self, values: Sequence[str]) -> int:
        """1 for the first row with these values, 2 for its first copy, and so on."""
        row = identity(values)
        if row not in self._repeated:
            return 1
        self._met[row] += 1
        return self._met[row]


def identity(values: Sequence[str]) -> bytes:
    """The same for rows with the same values, and for no others."""
    return hashlib.blake2b(repr(list(values)).encode(), digest_size=16).digest()
