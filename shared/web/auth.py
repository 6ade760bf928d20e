"""Who may do what: bearer tokens (JWT) with scopes. Without a token or its scope nothing is answered."""

from __future__ import annotations

import copy
import datetime as dt
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import jwt
from flask import current_app, g

from shared import clock
from shared.config import Settings
from shared.sources import LOCAL, SEPARATOR, SOURCE_RULE, is_source, ours, source_of, theirs
from shared.trees import with_beneath
from shared.web import hearing, parameters, tokens
from shared.web.asking import asked, kept
from shared.web.claims import claims_of, where_of
from shared.web.issuer import ISSUED_BY
from shared.web.issuer_keys import IssuerAway
from shared.web.limits import Limit
from shared.web.problems import Problem, unknown
from shared.web.references import Written
from shared.where import EVERYWHERE, NOWHERE, Where

DAY = dt.timedelta(days=1)
PUBLIC = frozenset(
    {
        "api-docs.openapi_json",
        "projects.Calendar",
        "incentives.AwardNotices",
        "hours.CertificateCheck",
        "hours.CertificateKeys",
    }
)
"""What is answered without a token: what the API is; a calendar, whose address is as secret as a token; what the law
has everybody read; and whether a certificate is valid, with the keys by which that is seen offline."""
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Caller:
    """Who asks: the subject of the token, its scopes, and where it may act.

    `source` is the system for which it speaks: the references in what it sends and asks for are that system's.
    """

    subject: str
    scopes: frozenset[str]
    source: str = LOCAL
    where: Where = NOWHERE

    @property
    def key(self) -> tuple[str, str]:
        """Whose requests are counted together."""
        return self.source, self.subject


def make_token(
    settings: Settings,
    subject: str,
    scopes: Sequence[str],
    lifetime: dt.timedelta = DAY,
    *,
    source: str = LOCAL,
    where: Where = EVERYWHERE,
) -> str:
    """A token of Kapok's own.

    Raises:
        ValueError: the source's name is none, or there is no private key here to sign with.
    """
    if settings.token_private_key is None:
        raise ValueError("there is no private key to sign tokens with")
    if not is_source(source):
        raise ValueError(f"{source!r} is no source's name: {SOURCE_RULE}")
    now = clock.now()
    claims: dict[str, Any] = {
        "sub": subject,
        "iat": now,
        "exp": now + lifetime,
        "scope": " ".join(scopes),
        **claims_of(where),
    }
    if source != LOCAL:
        claims["source"] = source
    return tokens.sign(settings.token_private_key, claims)


def authenticate() -> None:
    """Run before every request: default deny."""
    request, kapok = asked(), current_app.extensions["kapok"]
    if kapok.settings.https_only and request.headers.get("X-Forwarded-Proto") == "http":
        # A redirect would have it sent in clear each time, and nobody would notice.
        detail = "ask by https; a token that was sent in clear may have been seen, have it revoked"
        raise Problem(403, detail, headers=_challenge("invalid_request"), check="in_clear")
    if request.endpoint in PUBLIC:
        parameters.refuse_others(())
        return
    if request.endpoint is None:
        return
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise _unauthorized("a bearer token is needed; `./kapok token --scope ...` makes one for trying", "no_token")
    caller = _caller(kapok, token)
    kept().caller = caller
    kapok.rates.take(caller.key)


def requires(scope: str, limit: Limit) -> Callable[[View], View]:
    """Mark a route with the scope that it asks for and how it is limited to where the caller may act; check both.

    Then whether the query has only what the route knows, and the service has heard what the request comes after. The
    view is given the references of its path as we keep them: see `shared.web.references`.
    """

    def decorate(view: View) -> View:
        known = parameters.known_to(view)

        @functools.wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            now = kept()
            caller = now.caller
            if scope not in caller.scopes:
                raise Problem(
                    403,
                    f"the token does not have the scope {scope}",
                    headers=_challenge("insufficient_scope"),
                    check="scope",
                )
            limit.check(caller.where)
            parameters.refuse_others(known)
            store = current_app.extensions["kapok"].store
            names_events = hearing.wait_until_heard(store)
            now.where = with_beneath(store, caller.where, remembered=not names_events)
            return view(*args, **{name: _kept(value) for name, value in kwargs.items()})

        checked.required_scope, checked.limit = scope, limit  # type: ignore[attr-defined]
        documented = copy.deepcopy(getattr(view, "_apidoc", {}))
        documented.setdefault("manual_doc", {})["security"] = [{"bearer": [scope]}]
        checked._apidoc = documented  # type: ignore[attr-defined]  # noqa: SLF001  # where flask-smorest looks
        return checked  # type: ignore[return-value]

    return decorate


def _caller(kapok: Any, token: str) -> Caller:
    try:
        claims = kapok.tokens.claims(token)
    except jwt.InvalidTokenError as error:
        raise _unauthorized(f"the token is not valid: {error}") from None
    except IssuerAway:
        raise Problem(503, "the token's issuer does not answer", headers={"Retry-After": "1"}) from None
    source = str(claims.get("source", LOCAL))
    if not is_source(source):
        raise _unauthorized("the token's source is no source's name")
    subject = _subject_of(claims)
    if kapok.revoked.has(claims, source, subject):
        raise _unauthorized("the token was revoked", "revoked")
    try:
        where = where_of(claims, source)
    except ValueError as error:
        raise _unauthorized(f"the token is not valid: {error}") from None
    return Caller(subject, frozenset(str(claims.get("scope", "")).split()), source, where)


def _subject_of(claims: Mapping[str, Any]) -> str:
    """Who it is, with the issuer's name before it: equal subjects of two issuers are two people."""
    issuer, subject = claims[ISSUED_BY], str(claims["sub"])
    return f"{issuer}{SEPARATOR}{subject}" if issuer else subject


def ours_of(reference: str) -> str:
    """The reference under which we keep what the caller calls so in a path or a query."""
    source: str = g.caller.source
    return ours(source, reference)


def theirs_of(reference: str) -> str:
    """The same as the caller writes it."""
    source: str = g.caller.source
    return theirs(source, reference)


def _kept(value: Any) -> Any:
    if not isinstance(value, Written):
        return value
    kept = ours_of(value.text)
    if value.own and g.caller.source not in (LOCAL, source_of(kept)):
        raise unknown(value.own)
    return kept


def _unauthorized(detail: str, check: str = "token") -> Problem:
    return Problem(401, detail, headers=_challenge("invalid_token"), check=check)


def _challenge(error: str) -> dict[str, str]:
    return {"WWW-Authenticate": f'Bearer realm="kapok", error="{error}"'}
