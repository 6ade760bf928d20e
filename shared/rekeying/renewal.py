"""Texts made anew: digests by the hash key in use, sealed texts by the keys that now seal them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from shared.crypto import Sealer, SealError, keys_of
from shared.hashing import HashError

HASHED, SEALED = "hashed", "sealed"
Key = tuple[str, str]
"""`HASHED` or `SEALED`, and the id of a key."""


class Renewal:
    """Makes texts anew and counts the keys that they are by then; a text that is as it should be stays.

    Args:
        renews: whether it does; else it counts what is there.
    """

    def __init__(self, sealer: Sealer, *, renews: bool = True) -> None:
        self._sealer, self._renews = sealer, renews
        self.keys: Counter[Key] = Counter()
        self.closed = 0

    def hashed(self, text: str) -> str:
        """A digest by the key in use."""
        try:
            new = self._sealer.hashes.renewed(text) if self._renews else text
            self.keys[HASHED, self._sealer.hashes.key_of(new)] += 1
        except HashError:
            self.closed += 1
            return text
        return new

    def sealed(self, text: str, context: str, readers: Iterable[str] = ()) -> str:
        """A sealed text by the service's current key, or by those of its readers."""
        readers, new = tuple(readers), text
        if self._renews and not self._sealer.is_current(text, readers):
            try:
                facts = self._sealer.open(text, context)
                new = self._sealer.seal_for(readers, facts, context) if readers else self._sealer.seal(facts, context)
            except SealError:
                self.closed += 1
        self.keys.update((SEALED, one) for one in keys_of(new) if readers or self._sealer.has(one) or ":" not in new)
        return new
