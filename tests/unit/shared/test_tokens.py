"""Kapok's own tokens count when a known key signed them, and only then."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared import clock
from shared.web.tokens import Tokens, sign

ONE, TWO = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
BOTH = Tokens({"two": TWO.public_key().public_bytes_raw(), "one": ONE.public_key().public_bytes_raw()})
ONLY_TWO = Tokens({"two": TWO.public_key().public_bytes_raw()})


def _claims(**others: object) -> dict[str, object]:
    now = clock.now()
    return {"sub": "tester", "iat": now, "exp": now + dt.timedelta(minutes=1), **others}


def _by_one(**others: object) -> str:
    return sign(("one", ONE.private_bytes_raw()), _claims(**others))


def test_each_known_key_counts() -> None:
    """So that a new one is used while tokens of the one before are still out."""
    by_two = sign(("two", TWO.private_bytes_raw()), _claims())
    assert {"tester"} == {BOTH.claims(token)["sub"] for token in (_by_one(), by_two)}


def test_a_key_that_was_taken_away_does_not_count() -> None:
    """Its tokens are worthless at once."""
    with pytest.raises(jwt.InvalidTokenError, match="no key of that name is known"):
        ONLY_TWO.claims(_by_one())


def test_a_known_name_makes_no_key_genuine() -> None:
    """What counts is the signature."""
    forged = sign(("two", ONE.private_bytes_raw()), _claims())
    with pytest.raises(jwt.InvalidSignatureError):
        ONLY_TWO.claims(forged)


@pytest.mark.parametrize(
    "change", [{"iss": "somebody"}, {"aud": "somebody"}, {"exp": clock.now() - dt.timedelta(days=1)}]
)
def test_a_token_of_another_or_of_before_does_not_count(change: dict[str, object]) -> None:
    """Whoever signed it."""
    with pytest.raises(jwt.InvalidTokenError):
        BOTH.claims(_by_one(**change))


def test_a_token_that_counted_counts_no_longer_than_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """That it was seen before saves the looking at its signature, and nothing else."""
    soon = clock.now() + dt.timedelta(seconds=30)
    token = _by_one(exp=soon)
    assert BOTH.claims(token) == BOTH.claims(token)

    class Later(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:
            return soon + dt.timedelta(seconds=1)

    monkeypatch.setattr("shared.web.tokens.time", SimpleNamespace(time=Later.now().timestamp))
    monkeypatch.setattr("jwt.api_jwt.datetime", Later)
    with pytest.raises(jwt.ExpiredSignatureError):
        BOTH.claims(token)


def test_a_public_key_is_no_secret_that_signs() -> None:
    """Neither its bytes nor its file used as the secret of HS256, which everybody could do."""
    public = ONE.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    whose = _claims(iss="kapok", aud="kapok")
    for secret in (public.public_bytes_raw(), pem.hex()):
        with pytest.raises(jwt.InvalidAlgorithmError):
            BOTH.claims(jwt.encode(whose, secret, "HS256", {"kid": "one"}))


def test_a_token_without_a_signature_does_not_count() -> None:
    """`alg: none`, with a known key's name or without."""
    whose = _claims(iss="kapok", aud="kapok")
    for headers in ({}, {"kid": "one"}):
        with pytest.raises(jwt.InvalidTokenError):
            BOTH.claims(jwt.encode(whose, "", "none", headers))
