"""Codes as texts: signed tokens (JWT, Ed25519) by a key that only projects has.

A key's code of a shift and a moment is always the same text, so none is stored. The first key signs, all are known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.projects.codes.domain import Code

ALGORITHM, AUDIENCE, TYPE = "EdDSA", "kapok-presence", "presence+jwt"
KNOWN: Any = {"require": ["aud", "iat", "shift"], "verify_iat": False}
"""When it was shown is compared with the instant of scanning, not with now."""


class NoCodeKeys(Exception):
    """This process has no key to sign codes with."""


def written(code: Code, keys: Mapping[str, bytes]) -> str:
    """A code as a text.

    Raises:
        NoCodeKeys: there is none.
    """
    if not keys:
        raise NoCodeKeys
    kid, seed = next(iter(keys.items()))
    claims = {"aud": AUDIENCE, "shift": code.shift_ref, "iat": int(code.begins.timestamp())}
    return jwt.encode(claims, _private(seed), ALGORITHM, {"kid": kid, "typ": TYPE})


def read(text: str, keys: Mapping[str, bytes]) -> Code | None:
    """What a text says; None where no key of ours signed it."""
    try:
        seed = keys.get(str(jwt.get_unverified_header(text).get("kid")))
        if seed is None:
            return None
        claims = jwt.decode(text, _private(seed).public_key(), [ALGORITHM], KNOWN, audience=AUDIENCE)
        return Code(str(claims["shift"]), dt.datetime.fromtimestamp(int(claims["iat"]), dt.UTC))
    except (jwt.InvalidTokenError, ValueError, OverflowError):
        return None


@lru_cache(maxsize=16)
def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)
