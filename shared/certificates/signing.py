"""What a certificate says, signed by Ed25519: of the same contents there is one text, and of that one signature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

CONTENTS, FILE, PAGE = b"kapok certificate\n", b"kapok certificate file\n", b"kapok certificate page\n"
"""Stand before what is signed, so that a signature of one thing is none of another."""
Keys = Mapping[str, bytes]


class Doubtful(Exception):
    """A certificate is not as it was issued; the message says why."""


@dataclass(frozen=True)
class Signature:
    """A signature, and the name of its key."""

    key: str
    value: str


def canonical(contents: Mapping[str, Any]) -> bytes:
    """The one text of some contents: JSON with its names in order and nothing between them."""
    return orjson.dumps(contents, option=orjson.OPT_SORT_KEYS)


def sign(keys: Keys, purpose: bytes, message: bytes, key: str | None = None) -> Signature:
    """Sign by the first of the private keys, or by another of them while it is there."""
    name = key if key and key in keys else next(iter(keys))
    return Signature(name, Ed25519PrivateKey.from_private_bytes(keys[name]).sign(purpose + message).hex())


def public(keys: Keys) -> dict[str, bytes]:
    """What checks the signatures of private keys."""
    return {
        name: Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw() for name, key in keys.items()
    }


def check(keys: Keys, purpose: bytes, message: bytes, signature: Signature) -> None:
    """Check a signature by the public keys.

    Raises:
        Doubtful: no such key is known, or it did not sign this.
    """
    if signature.key not in keys:
        raise Doubtful(f"no public key {signature.key} is known")
    try:
        value = bytes.fromhex(signature.value)
        if value.hex() != signature.value:
            raise ValueError
        Ed25519PublicKey.from_public_bytes(keys[signature.key]).verify(value, purpose + message)
    except (ValueError, InvalidSignature):
        raise Doubtful("what it says is not what was signed") from None
