"""Tokens of an OIDC issuer: which count, how its keys are kept and changed, and that nobody hangs while it is away."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared import clock
from shared.config import Settings
from shared.web import issuer_keys
from shared.web.issuer import Issuer as Known
from shared.web.issuer_keys import IssuerAway, IssuerKeys
from tests import processes
from tests.integration.issuing import WRITERS, Issuer, issuing, new_key

NAMES = {"scope": "realm_access.roles"}


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    """An issuer that answers."""
    with issuing() as made:
        yield made


@pytest.fixture
def known(issuer: Issuer) -> Known:
    """What Kapok knows of it."""
    return Known(issuer.url, "kapok", NAMES, IssuerKeys(issuer.url))


@pytest.mark.parametrize("algorithm", WRITERS)
def test_its_tokens_count(issuer: Issuer, known: Known, algorithm: str) -> None:
    """Each algorithm that is taken; scopes stand in the claim that is configured, and no other claim means anything."""
    token = issuer.token(algorithm, realm_access={"roles": ["hours:read", "x"]}, scope="hours:write", source="gz")
    assert {"sub": "officer", "scope": "hours:read x"} == known.claims(token)


@pytest.mark.parametrize(
    ("names", "said", "claims"),
    [
        ({"scope": "scope"}, {"scope": "hours:read registry:read"}, {"scope": "hours:read registry:read"}),
        ({"scope": "scope"}, {}, {"scope": ""}),
        ({"scope": "scope"}, {"scope": {"hours:read": True}}, {"scope": ""}),
        ({"regions": "https://gd.example/r"}, {"https://gd.example/r": ["440300"]}, {"regions": ["440300"]}),
        ({"organisations": "groups"}, {"groups": "a b"}, {"organisations": ["a", "b"]}),
        ({"own": "mine"}, {"mine": "yes"}, {"own": False}),
        ({"own": "mine"}, {"mine": True}, {"own": True}),
        ({"sub": "number", "source": "from"}, {"number": "v1", "from": "gz"}, {"sub": "v1", "source": "gz"}),
    ],
)
def test_which_claim_means_what_is_configured(
    issuer: Issuer, names: dict[str, str], said: dict[str, Any], claims: dict[str, Any]
) -> None:
    """By its name, or a path; what is not of the form that is expected allows nothing."""
    known = Known(issuer.url, "kapok", names, IssuerKeys(issuer.url))
    assert {"sub": "officer", **claims} == known.claims(issuer.token("EdDSA", **said))


@pytest.mark.parametrize("name", ["sub", "source"])
def test_who_it_is_for_must_be_said(issuer: Issuer, name: str) -> None:
    """Else it would be taken for another's: without a source, for the network's own."""
    known = Known(issuer.url, "kapok", {name: "elsewhere"}, IssuerKeys(issuer.url))
    with pytest.raises(jwt.MissingRequiredClaimError):
        known.claims(issuer.token("EdDSA"))


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "another"},
        {"aud": None},
        {"iss": "https://another.example"},
        {"exp": None},
        {"sub": None},
        {"exp": dt.timedelta(seconds=-90)},
        {"nbf": dt.timedelta(seconds=90)},
    ],
)
def test_what_is_not_for_us_or_not_now_does_not_count(issuer: Issuer, known: Known, change: dict[str, Any]) -> None:
    """Though its key signed it."""
    now = clock.now()
    claims = {name: now + value if isinstance(value, dt.timedelta) else value for name, value in change.items()}
    with pytest.raises(jwt.InvalidTokenError):
        known.claims(issuer.token("RS256", **claims))


def test_clocks_may_differ_by_a_minute(issuer: Issuer, known: Known) -> None:
    """Both ways."""
    now = clock.now()
    late, early = now - dt.timedelta(seconds=40), now + dt.timedelta(seconds=40)
    assert "officer" == known.claims(issuer.token("ES256", exp=late))["sub"]
    assert "officer" == known.claims(issuer.token("ES256", nbf=early, iat=early))["sub"]


def test_what_is_not_signed_by_its_key_does_not_count(issuer: Issuer, known: Known) -> None:
    """No signature, a public key as the secret, another's key under a known name, and another algorithm."""
    public = issuer.keys["RS256"][1].public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).hex()
    forged = [
        jwt.encode(issuer.claims(), "", "none", {"kid": "RS256"}),
        jwt.encode(issuer.claims(), pem, "HS256", {"kid": "RS256"}),
        jwt.encode(issuer.claims(), new_key("RS256"), "RS256", {"kid": "RS256"}),
        jwt.encode(issuer.claims(), issuer.keys["RS256"][1], "PS256", {"kid": "RS256"}),
        jwt.encode(issuer.claims(), issuer.keys["RS256"][1], "RS256", {"kid": "ES256"}),
        jwt.encode(issuer.claims(), issuer.keys["RS256"][1], "RS256"),
    ]
    for token in forged:
        with pytest.raises(jwt.InvalidTokenError):
            known.claims(token)


def test_a_new_key_counts_at_once_and_one_that_is_gone_no_longer(issuer: Issuer) -> None:
    """The first token of it has the keys read again."""
    keys = IssuerKeys(issuer.url, pause=0)
    assert keys.key("EdDSA")
    issuer.add("next", "ES256")
    del issuer.keys["EdDSA"]
    assert keys.key("next")
    assert keys.key("EdDSA") is None


def test_unknown_names_do_not_ask_it_again_and_again(issuer: Issuer) -> None:
    """Whoever sends such tokens reaches the issuer once in a while, whatever their number."""
    keys = IssuerKeys(issuer.url)
    assert [None] * 20 == [keys.key(f"made-up-{number}") for number in range(20)]
    assert 1 == issuer.asked


def test_keys_are_read_again_after_a_while(issuer: Issuer) -> None:
    """So that one that the issuer took back does not count for ever; nobody waits for that."""
    keys = IssuerKeys(issuer.url, fresh=0)
    assert keys.key("EdDSA")
    del issuer.keys["EdDSA"]
    processes.eventually(lambda: keys.key("EdDSA") is None, 10)


def test_nobody_waits_long_for_one_that_is_silent(issuer: Issuer) -> None:
    """Known keys answer at once, all the time; others say after some seconds that it cannot be told now."""
    keys = IssuerKeys(issuer.url, fresh=0, pause=0)
    assert keys.key("EdDSA")
    issuer.silent = True
    begun = time.monotonic()
    assert all(keys.key("EdDSA") for _ in range(50))
    assert time.monotonic() - begun < issuer_keys.PATIENCE / 2
    with pytest.raises(IssuerAway):
        keys.key("made-up")
    assert time.monotonic() - begun < 3 * issuer_keys.PATIENCE


def _is_called_otherwise(issuer: Issuer) -> None:
    issuer.called = "https://another.example"


def _has_no_keys(issuer: Issuer) -> None:
    issuer.answer = lambda _path: None  # type: ignore[method-assign]


def _sends_elsewhere(issuer: Issuer) -> None:
    issuer.answer = lambda _path: {"issuer": issuer.url, "jwks_uri": "http://keys.example/"}  # type: ignore[method-assign]


@pytest.mark.parametrize("spoil", [_is_called_otherwise, _has_no_keys, _sends_elsewhere])
def test_what_is_not_certainly_its_own_is_not_read(issuer: Issuer, spoil: Callable[[Issuer], None]) -> None:
    """A document of another issuer, none, and keys at an address that is not safe."""
    spoil(issuer)
    with pytest.raises(IssuerAway):
        IssuerKeys(issuer.url).key("EdDSA")


def test_a_process_takes_them_beside_its_own(
    issuer: Issuer, environment: dict[str, str], settings: Settings, store_client: Any
) -> None:
    """With the issuer's scopes; while it is away known keys go on, and others are answered 503."""
    processes.migrate(environment)
    own = {"KAPOK_ISSUER_URL": issuer.url, "KAPOK_ISSUER_CLAIMS": "scope=roles"}
    with processes.api({**environment, **own}, settings, "projects", "projects:read") as client:

        def status(token: str) -> int:
            return client.get("/projects/v1/policies", headers={"Authorization": f"Bearer {token}"}).status_code

        reading = {algorithm: issuer.token(algorithm, roles=["projects:read"]) for algorithm in WRITERS}
        assert 200 == client.get("/projects/v1/policies").status_code
        assert {200} == {status(token) for token in reading.values()}
        assert 403 == status(issuer.token("EdDSA", roles=["projects:write"]))
        assert 401 == status(issuer.token("EdDSA", roles=["projects:read"], aud="another"))
        assert 401 == status(jwt.encode(issuer.claims(roles="projects:read"), "", "none", {"kid": "EdDSA"}))
        issuer.silent = True
        assert {200} == {status(token) for token in reading.values()}
        assert 200 == client.get("/projects/v1/policies").status_code


def test_a_process_without_its_issuer_starts_and_says_so(environment: dict[str, str], settings: Settings) -> None:
    """Kapok's own tokens count meanwhile, and the answer to others comes with the time to come back."""
    processes.migrate(environment)
    with issuing() as gone:
        token = gone.token("EdDSA", roles=["projects:read"])
    own = {"KAPOK_ISSUER_URL": gone.url, "KAPOK_ISSUER_CLAIMS": "scope=roles"}
    with processes.api({**environment, **own}, settings, "projects", "projects:read") as client:
        assert 200 == client.get("/projects/v1/policies").status_code
        answer: httpx.Response = client.get("/projects/v1/policies", headers={"Authorization": f"Bearer {token}"})
        assert (503, "1") == (answer.status_code, answer.headers["Retry-After"])
