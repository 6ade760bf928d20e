"""Tokens of an OIDC issuer beside Kapok's own: who somebody is and what they may is then said by the province's login.

Which of its claims mean what to us is configured; no claim that is not named there has any meaning, and a token that
lacks the one for its holder or source does not count: without it, it might be taken for another's.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import jwt

from shared.config import Settings
from shared.web.issuer_keys import ALGORITHMS, IssuerKeys

SKEW_SECONDS = 60
"""By which its clock and ours may differ."""
REQUIRED = ("exp", "sub", "iss", "aud")


class Issuer:
    """One issuer.

    Args:
        audience: what its tokens for Kapok have in `aud`.
        names: of our claims, how the issuer calls them.
    """

    def __init__(self, url: str, audience: str, names: Mapping[str, str], keys: IssuerKeys) -> None:
        self.url, self._audience, self._names, self._keys = url, audience, names, keys

    def claims(self, token: str) -> dict[str, Any]:
        """What a token says, in our claims.

        Raises:
            jwt.InvalidTokenError: it does not count; the message says why.
            IssuerAway: that cannot be told now.
        """
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise jwt.InvalidAlgorithmError("The specified alg value is not allowed")
        key = self._keys.key(str(header.get("kid")))
        if key is None:
            raise jwt.InvalidTokenError("no key of that name is known")
        said = jwt.decode(
            token,
            key,
            ALGORITHMS,
            {"require": list(REQUIRED)},
            audience=self._audience,
            issuer=self.url,
            leeway=SKEW_SECONDS,
        )
        found = {name: _ours(name, _at(said, at)) for name, at in self._names.items()}
        for name in ("sub", "source"):
            if not found.get(name, "some"):
                raise jwt.MissingRequiredClaimError(self._names[name])
        number = {"jti": said["jti"]} if "jti" in said else {}
        return {"sub": said["sub"], **number, **found}


@functools.cache
def _keys_of(url: str) -> IssuerKeys:
    return IssuerKeys(url)


def issuer_of(settings: Settings) -> Issuer | None:
    """The issuer that the settings name; the applications of one process share its keys."""
    url = settings.issuer_url
    return Issuer(url, settings.issuer_audience, settings.issuer_claims, _keys_of(url)) if url else None


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
