"""Tokens of an OIDC issuer beside Kapok's own: who somebody is and what they may is then said by the province's login.

Which of its claims mean what to us is configured; no claim that is not named there has any meaning, and a token that
lacks the one for its holder or source does not count: without it, it might be taken for another's.
"""

from __future__ import annotations

import functools
import time
from typing import Any

import jwt

from shared.config import Settings
from shared.issuers import IssuerSettings
from shared.web.issuer_keys import IssuerKeys

SKEW_SECONDS = 60
"""By which its clock and ours may differ."""
REQUIRED = ("exp", "iat", "sub", "iss", "aud")
ISSUED_BY = "issued_by"
"""Among our claims, the name of the issuer; nobody's token says it."""
OF_OTHER_TOKENS = ("at_hash", "c_hash", "events")
"""What ID tokens and logout tokens have (OpenID Connect), and no access token."""


class Issuer:
    """One issuer, with what its tokens must be."""

    def __init__(self, wanted: IssuerSettings, keys: IssuerKeys) -> None:
        self.url, self.name = wanted.url, wanted.name
        self._wanted, self._keys = wanted, keys

    def claims(self, token: str) -> dict[str, Any]:
        """What a token says, in our claims.

        Raises:
            jwt.InvalidTokenError: it does not count; the message says why.
            IssuerAway: that cannot be told now.
        """
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in self._wanted.algorithms:
            raise jwt.InvalidAlgorithmError("The specified alg value is not allowed")
        key = self._keys.key(str(header.get("kid")))
        if key is None:
            raise jwt.InvalidTokenError("no key of that name is known")
        said = jwt.decode(
            token,
            key,
            list(self._wanted.algorithms),
            {"require": list(REQUIRED)},
            audience=self._wanted.audience,
            issuer=self.url,
            leeway=SKEW_SECONDS,
        )
        self._must_be_an_access_token(header, said)
        self._must_be_recent(said)
        self._must_be_strong(said)
        found = {name: _ours(name, _at(said, at)) for name, at in self._wanted.claims.items()}
        for name in ("sub", "source"):
            if not found.get(name, "some"):
                raise jwt.MissingRequiredClaimError(self._wanted.claims[name])
        number = {"jti": said["jti"]} if "jti" in said else {}
        return {"sub": said["sub"], "iat": said["iat"], **number, **found, ISSUED_BY: self.name}

    def _must_be_an_access_token(self, header: dict[str, Any], said: dict[str, Any]) -> None:
        """By its type; one without is a JWT and no more (RFC 7519), as ID tokens are."""
        kind = str(header.get("typ", "JWT")).lower().removeprefix("application/")
        if kind not in self._wanted.types or any(name in said for name in OF_OTHER_TOKENS):
            raise jwt.InvalidTokenError("it is no access token, by its typ or by what it says")

    def _must_be_recent(self, said: dict[str, Any]) -> None:
        """In its life and, where it says when its holder logged in, since then."""
        longest = self._wanted.most_hours * 3600
        if said["exp"] - said["iat"] > longest:
            raise jwt.InvalidTokenError("it lives longer than KAPOK_ISSUER_MOST_HOURS")
        logged_in = said.get("auth_time", said["iat"])
        if not isinstance(logged_in, int) or time.time() - logged_in > longest + SKEW_SECONDS:
            raise jwt.InvalidTokenError("its holder logged in too long ago")

    def _must_be_strong(self, said: dict[str, Any]) -> None:
        """As to how its holder logged in, where that is asked for."""
        ways = said.get("amr", [])
        if self._wanted.acr and said.get("acr") not in self._wanted.acr:
            raise jwt.InvalidTokenError("its holder logged in too weakly, by its acr")
        if self._wanted.amr and not (isinstance(ways, list) and set(map(str, ways)) & set(self._wanted.amr)):
            raise jwt.InvalidTokenError("its holder logged in too weakly, by its amr")


@functools.cache
def _keys_of(url: str, algorithms: tuple[str, ...], rsa_bits: int) -> IssuerKeys:
    return IssuerKeys(url, algorithms, rsa_bits)


def issuer_of(settings: Settings) -> Issuer | None:
    """The issuer that the settings name; the applications of one process share its keys."""
    wanted = settings.issuer
    return Issuer(wanted, _keys_of(wanted.url, wanted.algorithms, wanted.rsa_bits)) if wanted.url else None


def _at(said: Any, name: str) -> Any:
    """A claim of this name, or by a path with dots such as `realm_access.roles`."""
    if name in said:
        return said[name]
    for part in name.split("."):
        said = said.get(part) if isinstance(said, dict) else None
    return said


def _ours(name: str, value: Any) -> Any:
    """Words are written as a list or as one text; what is neither says nothing."""
    if name == "own":
        return value is True
    words = value.split() if isinstance(value, str) else value if isinstance(value, list) else []
    texts = [word for word in words if isinstance(word, str)]
    if name in ("regions", "organisations"):
        return texts
    return " ".join(texts)
