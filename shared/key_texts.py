"""What a source of keys keeps, read. Mistakes are collected, to be told at once, and name no key."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from itertools import combinations

from shared.crypto import CIPHERS, algorithm_of
from shared.hashing import FIRST, KEY_ID
from shared.key_sources import KeySource, KeySourceError

Keys = dict[str, bytes]
NAMED = "a comma separated list of <key id>:<32 bytes in base64>"
KEY_BYTES = 32


class KeyTexts:
    """Reads the keys of a process by their purpose."""

    def __init__(self, source: KeySource) -> None:
        self._source = source
        self.mistakes: list[str] = []

    def named(self, purpose: str) -> Keys:
        """Keys by their ids, the current one first; empty where there are none."""
        said = f"must be {NAMED}, the current key first; an id may end with ~chacha20, its algorithm"
        return self._keys(purpose, lambda ids: all(one and algorithm_of(one) in CIPHERS for one in ids), said)

    def first(self, purpose: str) -> tuple[str, bytes] | None:
        """The current key alone."""
        return next(iter(self.named(purpose).items()), None)

    def chain(self, purpose: str) -> Keys:
        """Keys of hashes, the oldest first."""
        said = f"must be {NAMED}, the oldest key first; an id is small letters and digits, the first a letter"
        return self._keys(purpose, lambda ids: all(map(KEY_ID.fullmatch, ids)), said)

    def single(self, purpose: str) -> Keys:
        """A key without an id, as the only key of hashes had none before."""
        key = _decode(self._take(purpose))
        if len(key) != KEY_BYTES:
            self.mistakes.append(f"{purpose} must be 32 bytes in base64")
        return {FIRST: key}

    def apart(self, lists: dict[str, Keys]) -> None:
        """Note where two purposes have a key id in common: a text names its key by it alone."""
        for (one, some), (other, others) in combinations(lists.items(), 2):
            if some.keys() & others.keys():
                self.mistakes.append(f"{one} and {other} have a key id in common: give each its own")

    def _keys(self, purpose: str, are_ids: Callable[[list[str]], bool], said: str) -> Keys:
        entries = [entry.strip().partition(":") for entry in self._take(purpose).split(",") if entry.strip()]
        ids, keys = [key_id for key_id, _, _ in entries], [_decode(key) for _, _, key in entries]
        if len(set(ids)) < len(ids) or not are_ids(ids) or any(len(key) != KEY_BYTES for key in keys):
            self.mistakes.append(f"{purpose} {said}")
        return dict(zip(ids, keys, strict=True))

    def _take(self, purpose: str) -> str:
        try:
            return self._source.take(purpose)
        except KeySourceError as error:
            self.mistakes.append(str(error))
            return ""


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""
