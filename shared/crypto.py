"""Personal data at rest and in events: sealed under a named key, found again by a keyed hash.

A sealed text is `<keys>.<base64url of nonce and ciphertext>`. What a service keeps to itself names one key by its id.
What travels has a random key of its own, and names for each of its readers `<key id>:<that key, wrapped>`, with commas
between them (docs/adr/0036). The context (for example the volunteer's number) is authenticated with both, so that a
sealed text copied to another person does not open.

A key's id names the algorithm: `k1` is one of AES-256-GCM, `k2~chacha20` of ChaCha20-Poly1305. So another algorithm
comes in as another key does, and what the former one sealed opens until it is made anew.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from shared.hashing import ALL_DIGITS, FIRST, Digest, Hasher

NONCE_BYTES, DATA_KEY_BYTES = 12, 32
BLOCK_BYTES = 128
"""What is sealed is filled up with spaces to whole blocks: a text's length must not tell one word from another."""
WRAPPED = "\x1fkey"
"""Behind the context of a wrapped key, so that it never opens as facts."""

ALGORITHM = "~"
"""Between a key's own name and its algorithm's."""
Keys = Mapping[str, bytes]
Cipher = AESGCM | ChaCha20Poly1305
CIPHERS: Mapping[str, type[AESGCM] | type[ChaCha20Poly1305]] = {"": AESGCM, "chacha20": ChaCha20Poly1305}


class SealError(Exception):
    """A sealed text does not open: unknown key, other context, or altered. Or there is no key to seal by."""


class Sealer:
    """Seals with the first of its keys and opens with any, so that keys can be rotated.

    Args:
        keys: those of the service whose sealer it is.
        hashes: by what values are hashed; or the only key of it.
        former: those that all services shared before; they open what they sealed.
        readers: by service, the keys under which what travels is sealed for it.
    """

    def __init__(
        self,
        keys: Keys,
        hashes: Hasher | bytes,
        former: Keys | None = None,
        readers: Mapping[str, Keys] | None = None,
    ) -> None:
        self._ciphers = {key_id: cipher_of(key_id, key) for key_id, key in {**(former or {}), **keys}.items()}
        self._own = next(iter(keys), None)
        self._readers = {name: _first(some) for name, some in (readers or {}).items()}
        self.hashes = hashes if isinstance(hashes, Hasher) else Hasher({FIRST: hashes})

    def seal(self, facts: Mapping[str, Any], context: str) -> str:
        """Encrypt a JSON object for `context`, to be opened by this service alone."""
        if self._own is None:
            raise SealError("a service without keys seals nothing")
        return f"{self._own}.{_encrypted(self._ciphers[self._own], os.urandom(NONCE_BYTES), _filled(facts), context)}"

    def seal_for(self, readers: Iterable[str], facts: Mapping[str, Any], context: str) -> str:
        """The same for what an event carries: each of the readers opens it, and nobody else.

        The text's own key is of the algorithm of the first reader's, whose name is wrapped behind it.
        """
        keys = [self._readers[reader] for reader in readers]
        data_key, nonce, *nonces = _drawn(DATA_KEY_BYTES, *[NONCE_BYTES] * (1 + len(keys)))
        algorithm = algorithm_of(keys[0][0])
        named, cipher_of_text = data_key + algorithm.encode(), CIPHERS[algorithm](data_key)
        wrapped = (
            f"{key_id}:{_encrypted(cipher, own, named, context + WRAPPED)}"
            for (key_id, cipher), own in zip(keys, nonces, strict=True)
        )
        return f"{','.join(wrapped)}.{_encrypted(cipher_of_text, nonce, _filled(facts), context)}"

    def open(self, sealed: str, context: str) -> dict[str, Any]:
        """The JSON object that was sealed for `context`.

        Raises:
            SealError: the key is not known, or the text is not what was sealed for this context.
        """
        keys, _, text = sealed.partition(".")
        try:
            opened = _decrypted(self._cipher(keys, context), text, context)
        except (KeyError, InvalidTag, ValueError) as error:
            raise SealError(f"sealed text under key {','.join(keys_of(sealed))!r} does not open") from error
        facts: dict[str, Any] = orjson.loads(opened)
        return facts

    def has(self, key_id: str) -> bool:
        """Whether it opens what a key sealed."""
        return key_id in self._ciphers

    def is_current(self, sealed: str, readers: Iterable[str] = ()) -> bool:
        """Whether a text is sealed by the current key of each reader; of none, whether the service's own opens it."""
        wanted = {self._readers[reader][0] for reader in readers}
        return wanted == set(keys_of(sealed)) if wanted else self._own in keys_of(sealed)

    def digest(self, *parts: str, digits: int = ALL_DIGITS) -> Digest:
        """The keyed hashes of the parts, for equality without the value; see `Hasher.digest`."""
        return self.hashes.digest(*parts, digits=digits)

    def _cipher(self, keys: str, context: str) -> Cipher:
        if ":" not in keys:
            return self._ciphers[keys]
        for entry in keys.split(","):
            key_id, _, wrapped = entry.partition(":")
            if key_id in self._ciphers:
                named = _decrypted(self._ciphers[key_id], wrapped, context + WRAPPED)
                return CIPHERS[named[DATA_KEY_BYTES:].decode()](named[:DATA_KEY_BYTES])
        raise KeyError(keys)


def algorithm_of(key_id: str) -> str:
    """The name of a key's algorithm, one of `CIPHERS` if it is known."""
    return key_id.partition(ALGORITHM)[2]


def cipher_of(key_id: str, key: bytes) -> Cipher:
    """What seals and opens by a key.

    Raises:
        KeyError: the algorithm is not known.
    """
    return CIPHERS[algorithm_of(key_id)](key)


def _first(keys: Keys) -> tuple[str, Cipher]:
    key_id, key = next(iter(keys.items()))
    return key_id, cipher_of(key_id, key)


def keys_of(sealed: str) -> list[str]:
    """The ids of the keys each of which opens a sealed text."""
    return [entry.partition(":")[0] for entry in sealed.partition(".")[0].split(",")]


def _filled(facts: Mapping[str, Any]) -> bytes:
    plain = orjson.dumps(facts)
    return plain + b" " * (-len(plain) % BLOCK_BYTES)


def _drawn(*sizes: int) -> Iterator[bytes]:
    """Random bytes of these lengths: the system is asked once, which takes it as long as once for each."""
    drawn, at = os.urandom(sum(sizes)), 0
    for size in sizes:
        yield drawn[at : at + size]
        at += size


def _encrypted(cipher: Cipher, nonce: bytes, plain: bytes, context: str) -> str:
    return base64.urlsafe_b64encode(nonce + cipher.encrypt(nonce, plain, context.encode())).decode()


def _decrypted(cipher: Cipher, text: str, context: str) -> bytes:
    raw = base64.urlsafe_b64decode(text)
    return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode())
