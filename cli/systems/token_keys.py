"""The keys of Kapok's own tokens: a private one for who makes tokens, public ones for who is shown them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.systems import ledger_keys

PRIVATE, PUBLIC = "KAPOK_TOKEN_PRIVATE_KEY", "KAPOK_TOKEN_PUBLIC_KEYS"
FORMER = "KAPOK_TOKEN_SECRET"
"""With which versions before signed, and every process held it."""
HOLDERS = {"client": {PRIVATE, PUBLIC, ledger_keys.NAME}, "api": {PUBLIC}, "worker": {ledger_keys.NAME}}
"""Of the keys that not every process of a home gets; a client is its owner's own."""


def generate() -> dict[str, str]:
    """A new pair. A key's name is the beginning of its public part's digest, so that no two have the same."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    kid = hashlib.sha256(public).hexdigest()[:16]
    return {PRIVATE: _named(kid, private.private_bytes_raw()), PUBLIC: _named(kid, public)}


def renewed(secrets: Mapping[str, str]) -> dict[str, str]:
    """The same secrets with a new pair; tokens of the public keys that were there go on, those of a secret do not."""
    new = generate()
    public = ",".join(filter(None, (new[PUBLIC], secrets.get(PUBLIC, ""))))
    return {**{name: value for name, value in secrets.items() if name != FORMER}, **new, PUBLIC: public}


def held_by(process: str, secrets: Mapping[str, str]) -> dict[str, str]:
    """What of the secrets a process gets: the private key none that serves, public ones an api, seals a worker."""
    hidden = {PRIVATE, PUBLIC, ledger_keys.NAME} - HOLDERS.get(process, set())
    return {name: value for name, value in secrets.items() if name not in hidden}


def _named(kid: str, key: bytes) -> str:
    return f"{kid}:{base64.b64encode(key).decode()}"
