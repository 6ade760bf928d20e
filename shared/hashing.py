"""Keyed hashes of values, for equality without the value, under a chain of keys that can be lengthened.

Under the first key a digest is the HMAC-SHA-256 of the value, under each later key that of the digest before it. So
what is stored can be hashed anew without the value, and of a key that another follows it is enough to know it: it need
not be secret (docs/adr/0037). A later key's digest names it, `<key id>.<hex>`; the first one's is bare, as when there
was one key.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

FIRST = "h1"
"""The id of a key that has none."""
KEY_ID = re.compile(r"[a-z][a-z0-9]{0,15}")
ALL_DIGITS = 64
STORED = re.compile(r"((?:[a-z]+:)?)((?:[a-z][a-z0-9]{0,15}\.)?)([0-9a-f]{16,64})((?:#[0-9]+)?)")
"""A digest as documents hold it: what it is of may stand before it, and which of its copies a row is behind it."""


class HashError(Exception):
    """A stored text is no digest, or one of a key that is not known."""


class Digest(NamedTuple):
    """The keyed hashes of one value.

    Attributes:
        text: the one of the key in use: what is written.
        forms: those by which the value is looked for, `text` first.
        known: those of all keys, the first key's first: what anybody may have stored.
        claimed: what is written where no two documents may have the value: `text`, and those of keys that come next.
    """

    text: str
    forms: tuple[str, ...]
    known: tuple[str, ...]
    claimed: tuple[str, ...]

    @property
    def others(self) -> tuple[str, ...]:
        """The forms that are looked for, and not written."""
        return self.forms[1:]


class Hasher:
    """Hashes values by the key in use, and knows the digests of all keys of the chain.

    Args:
        keys: the chain by id, oldest first. No key of it is ever taken out.
        forms: the ids of those keys whose digests are looked for, the one in use first; by default all, newest first.
    """

    def __init__(self, keys: Mapping[str, bytes], forms: Sequence[str] = ()) -> None:
        # Begun once for each key: it takes a third less, and lets no other thread in between, as `hmac.digest` does.
        self._keys = tuple((key_id, hmac.new(key, digestmod="sha256")) for key_id, key in keys.items())
        self._order = {key_id: place for place, key_id in enumerate(keys)}
        self._forms = tuple(self._order[one] for one in forms) or tuple(reversed(self._order.values()))
        self._claimed = tuple(one for one in self._forms if one >= self._forms[0])

    @property
    def rotates(self) -> bool:
        """Whether digests of more than one key are looked for."""
        return len(self._forms) > 1

    def digest(self, *parts: str, digits: int = ALL_DIGITS) -> Digest:
        """The keyed hashes of the parts.

        Args:
            digits: how many of each digest's hexadecimal digits are kept.
        """
        (_, first), *later = self._keys
        known = [_hash(first, "\x1f".join(parts), digits)]
        if not later:
            alone = (known[0],)
            return Digest(known[0], alone, alone, alone)
        for key_id, key in later:
            known.append(f"{key_id}.{_hash(key, known[-1], digits)}")
        forms, claimed = tuple(known[one] for one in self._forms), tuple(known[one] for one in self._claimed)
        return Digest(forms[0], forms, tuple(known), claimed)

    def renewed(self, stored: str) -> str:
        """A stored digest as the key in use makes it, with what stands around it; one of a later key stays.

        Raises:
            HashError: it is no digest, or of an unknown key.
        """
        before, _, digits, after = _parts(stored)
        place, text = self._place(stored), stored[len(before) : len(stored) - len(after)]
        for key_id, key in self._keys[place + 1 : self._forms[0] + 1]:
            text = f"{key_id}.{_hash(key, text, len(digits))}"
        return f"{before}{text}{after}"

    def key_of(self, stored: str) -> str:
        """The id of the key of a stored digest; raises as `renewed` does."""
        return self._keys[self._place(stored)][0]

    def _place(self, stored: str) -> int:
        key_id = _parts(stored)[1].rstrip(".")
        if key_id not in self._order and key_id:
            raise HashError(f"a digest is of the unknown key {key_id!r}")
        return self._order[key_id] if key_id else 0


def _hash(begun: hmac.HMAC, text: str, digits: int) -> str:
    made = begun.copy()
    made.update(text.encode())
    return made.hexdigest()[:digits]


def _parts(stored: str) -> tuple[str, ...]:
    found = STORED.fullmatch(stored)
    if not found:
        raise HashError("this is no digest")
    return found.groups()
