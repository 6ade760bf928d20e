"""Personal data at rest and in events: sealed with AES-256-GCM under a named key, found again by a keyed hash.

A sealed text is `<key id>.<base64url of nonce and ciphertext>`. The context (for example the volunteer's number) is
authenticated with it, so that a sealed text copied to another person does not open.
"""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Mapping
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
BLOCK_BYTES = 128
"""What is sealed is filled up with spaces to whole blocks: a text's length must not tell one word from another."""


class SealError(Exception):
    """A sealed text does not open: unknown key, other context, or altered."""


class Sealer:
    """Seals with the first of its keys and opens with any, so that keys can be rotated.

    Args:
        keys: those that all services share, for what travels between them.
        own: those of this service alone, for what it keeps to itself; where there are none the shared ones do.
    """

    def __init__(self, keys: Mapping[str, bytes], hash_key: bytes, own: Mapping[str, bytes] | None = None) -> None:
        own = own or {}
        self._ciphers = {key_id: AESGCM(key) for key_id, key in {**keys, **own}.items()}
        self._shared, self._own = next(iter(keys)), next(iter(own or keys))
        self._hash_key = hash_key

    def seal(self, facts: Mapping[str, Any], context: str) -> str:
        """Encrypt a JSON object for `context`, to be opened by this service alone."""
        return self._seal(self._own, facts, context)

    def seal_for_all(self, facts: Mapping[str, Any], context: str) -> str:
        """The same for what events carry: every service opens it."""
        return self._seal(self._shared, facts, context)

    def _seal(self, key_id: str, facts: Mapping[str, Any], context: str) -> str:
        nonce, plain = os.urandom(NONCE_BYTES), orjson.dumps(facts)
        filled = plain + b" " * (-len(plain) % BLOCK_BYTES)
        ciphertext = self._ciphers[key_id].encrypt(nonce, filled, context.encode())
        return f"{key_id}.{base64.urlsafe_b64encode(nonce + ciphertext).decode()}"

    def open(self, sealed: str, context: str) -> dict[str, Any]:
        """The JSON object that was sealed for `context`.

        Raises:
            SealError: the key is not known, or the text is not what was sealed for this context.
        """
        key_id, _, text = sealed.partition(".")
        try:
            raw = base64.urlsafe_b64decode(text)
            opened = self._ciphers[key_id].decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode())
        except (KeyError, InvalidTag, ValueError) as error:
            raise SealError(f"sealed text under key {key_id!r} does not open") from error
        facts: dict[str, Any] = orjson.loads(opened)
        return facts

    def digest(self, *parts: str) -> str:
        """A keyed hash (HMAC-SHA-256, hex) of the parts, for equality without the value."""
        return hmac.digest(self._hash_key, "\x1f".join(parts).encode(), "sha256").hex()
