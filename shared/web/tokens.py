"""Tokens (JWT) that count: Kapok's own, and those of an OIDC issuer where one is configured.

Kapok's own are signed by a private key (Ed25519) that no service holds, and told by its public key.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.sources import SEPARATOR
from shared.web.issuer import ISSUED_BY, Issuer

ISSUER = AUDIENCE = "kapok"
ALGORITHM = "EdDSA"
MOST_KNOWN = 10_000
"""Tokens of our own that were found to count, which they do until they expire: to see that again costs as much as all
else that a request asks of Flask. The keys stay as long as the process, and who is revoked is asked each time."""
REQUIRED = ("exp", "iat", "sub", "iss", "aud", "jti")


class Tokens:
    """Tells the tokens that count, by the public keys that this process knows; several, so that keys can be rotated."""

    def __init__(self, public_keys: Mapping[str, bytes], issuer: Issuer | None = None) -> None:
        self._issuer = issuer
        self._keys = {kid: Ed25519PublicKey.from_public_bytes(key) for kid, key in public_keys.items()}
        self._known: dict[str, dict[str, Any]] = {}

    def claims(self, token: str) -> dict[str, Any]:
        """What a token says.

        Raises:
            jwt.InvalidTokenError: it does not count; the message says why.
            IssuerAway: that cannot be told now.
        """
        known = self._known.get(token)
        if known is not None and known["exp"] > time.time():
            return known
        if self._issuer and _issuer_named_in(token) == self._issuer.url:
            return self._issuer.claims(token)
        found = self._verified(token)
        if len(self._known) >= MOST_KNOWN:
            self._known = {}
        self._known[token] = found
        return found

    def _verified(self, token: str) -> dict[str, Any]:
        key = self._keys.get(str(jwt.get_unverified_header(token).get("kid")))
        if key is None:
            raise jwt.InvalidTokenError("no key of that name is known")
        claims: dict[str, Any] = jwt.decode(
            token, key, [ALGORITHM], {"require": list(REQUIRED)}, audience=AUDIENCE, issuer=ISSUER
        )
        if self._issuer and str(claims["sub"]).startswith(self._issuer.name + SEPARATOR):
            raise jwt.InvalidTokenError("its subject is the issuer's")
        return {**claims, ISSUED_BY: ""}


def sign(private_key: tuple[str, bytes], claims: Mapping[str, Any]) -> str:
    """A token with these claims, beside those that say whose it is, and a number; the key is its name and 32 bytes."""
    kid, seed = private_key
    whose = {"iss": ISSUER, "aud": AUDIENCE, "jti": str(uuid.uuid4())}
    return jwt.encode({**whose, **claims}, Ed25519PrivateKey.from_private_bytes(seed), ALGORITHM, {"kid": kid})


def _issuer_named_in(token: str) -> Any:
    """Only to know by whose keys to tell it."""
    return jwt.decode(token, options={"verify_signature": False}).get("iss")


def number_of(token: str) -> str:
    """By which one of our own is revoked."""
    return str(jwt.decode(token, options={"verify_signature": False})["jti"])
