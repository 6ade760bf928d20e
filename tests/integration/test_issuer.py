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
from shared.issuers import IssuerSettings
from shared.web import issuer_keys
from shared.web.auth import make_token
from shared.web.issuer import ISSUED_BY
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
    return _known(issuer, claims=NAMES)


def _known(issuer: Issuer, **wanted: Any) -> Known:
    """The same, with what its tokens must be."""
    settings = IssuerSettings(issuer.url, **wanted)
    return Known(settings, IssuerKeys(issuer.url, settings.algorithms, settings.rsa_bits))


def _told(known: Known, token: str) -> dict[str, Any]:
    """What a token says besides who made it, and when."""
    return {name: value for name, value in known.claims(token).items() if name not in ("iat", ISSUED_BY)}


@pytest.mark.parametrize("algorithm", WRITERS)
def test_its_tokens_count(issuer: Issuer, known: Known, algorithm: str) -> None:
    """Each algorithm that is taken; scopes stand in the claim that is configured, and no other claim means anything."""
    token = issuer.token(algorithm, realm_access={"roles": ["hours:read", "x"]}, scope="hours:write", source="gz")
    assert {"sub": "officer", "scope": "hours:read x"} == _told(known, token)


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
    known = _known(issuer, claims=names)
    assert {"sub": "officer", **claims} == _told(known, issuer.token("EdDSA", **said))


@pytest.mark.parametrize("name", ["sub", "source"])
def test_who_it_is_for_must_be_said(issuer: Issuer, name: str) -> None:
    """Else it would be taken for another's: without a source, for the network's own."""
    known = _known(issuer, claims={name: "elsewhere"})
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
        {"iat": None},
        {"exp": dt.timedelta(seconds=-90)},
        {"nbf": dt.timedelta(seconds=90)},
    ],
)
def test_what_is_not_for_us_or_not_now_does_not_count(issuer: Issuer, known: Known, change: dict[str, Any]) -> None:
    """Though its key signed it."""
    now = clock.now()
    claims = {name: now + value if isinstance(value, dt.timedelta) else value for name, value in change.items()}
    with pytest.raises(jwt.InvalidTokenError):
        known.claims(issuer.token("PS256", **claims))


def test_clocks_may_differ_by_a_minute(issuer: Issuer, known: Known) -> None:
    """Both ways."""
    now = clock.now()
    late, early = now - dt.timedelta(seconds=40), now + dt.timedelta(seconds=40)
    assert "officer" == known.claims(issuer.token("ES256", exp=late))["sub"]
    assert "officer" == known.claims(issuer.token("ES256", nbf=early, iat=early))["sub"]


def test_what_is_not_signed_by_its_key_does_not_count(issuer: Issuer, known: Known) -> None:
    """No signature, a public key as the secret, another's key under a known name, and another algorithm."""
    public = issuer.keys["PS256"][1].public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).hex()
    forged = [
        jwt.encode(issuer.claims(), "", "none", {"kid": "PS256"}),
        jwt.encode(issuer.claims(), pem, "HS256", {"kid": "PS256"}),
        jwt.encode(issuer.claims(), new_key("PS256"), "PS256", {"kid": "PS256"}),
        jwt.encode(issuer.claims(), issuer.keys["PS256"][1], "RS256", {"kid": "PS256"}),
        jwt.encode(issuer.claims(), issuer.keys["PS256"][1], "PS256", {"kid": "ES256"}),
        jwt.encode(issuer.claims(), issuer.keys["PS256"][1], "PS256"),
    ]
    for token in forged:
        with pytest.raises(jwt.InvalidTokenError):
            known.claims(token)


def test_only_algorithms_and_keys_that_are_configured_count(issuer: Issuer) -> None:
    """By default no RS256 and no RSA key of less than 3,072 bits; where both are named, they do."""
    issuer.add("short", "PS256", 2048)
    issuer.add("old", "RS256", 2048)
    usual, lenient = _known(issuer), _known(issuer, algorithms=("RS256", "PS256"), rsa_bits=2048)
    for kid in ("short", "old"):
        with pytest.raises(jwt.InvalidTokenError):
            usual.claims(issuer.token(kid))
        assert "officer" == lenient.claims(issuer.token(kid))["sub"]
    with pytest.raises(jwt.InvalidAlgorithmError):
        lenient.claims(issuer.token("EdDSA"))


@pytest.mark.parametrize(
    ("types", "typ", "claims", "counts"),
    [
        (("at+jwt",), "application/AT+JWT", {}, True),
        (("at+jwt",), "JWT", {}, False),
        (("at+jwt",), "logout+jwt", {}, False),
        (("jwt",), "JWT", {}, True),
        (("jwt",), "JWT", {"at_hash": "x"}, False),
        (("jwt",), "JWT", {"events": {}}, False),
    ],
)
def test_access_tokens_alone_count(
    issuer: Issuer, types: tuple[str, ...], typ: str, claims: dict[str, Any], counts: bool
) -> None:
    """By their type; where an issuer does not tell them by it, not those that are certainly others."""
    known, token = _known(issuer, types=types), issuer.token("EdDSA", typ, **claims)
    if counts:
        assert "officer" == known.claims(token)["sub"]
    else:
        with pytest.raises(jwt.InvalidTokenError, match="no access token"):
            known.claims(token)


@pytest.mark.parametrize(
    ("wanted", "said", "counts"),
    [
        ({}, {}, True),
        ({"acr": ("silver", "gold")}, {"acr": "gold"}, True),
        ({"acr": ("silver", "gold")}, {"acr": "bronze"}, False),
        ({"acr": ("gold",)}, {}, False),
        ({"amr": ("otp", "hwk")}, {"amr": ["pwd", "otp"]}, True),
        ({"amr": ("otp", "hwk")}, {"amr": ["pwd"]}, False),
        ({"amr": ("otp",)}, {"amr": "otp"}, False),
        ({"amr": ("otp",)}, {}, False),
    ],
)
def test_how_somebody_must_log_in_is_configured(
    issuer: Issuer, wanted: dict[str, Any], said: dict[str, Any], counts: bool
) -> None:
    """By the classes that count, and the ways of which one is asked for; a token has to say it."""
    known, token = _known(issuer, **wanted), issuer.token("EdDSA", **said)
    if counts:
        assert "officer" == known.claims(token)["sub"]
    else:
        with pytest.raises(jwt.InvalidTokenError, match="too weakly"):
            known.claims(token)


def test_a_token_has_a_longest_life_and_a_login_too(issuer: Issuer) -> None:
    """Whatever end the issuer gives it; and who logged in longer ago has to do it again, where the token says when."""
    now, known = clock.now(), _known(issuer, most_hours=1)
    long, old = (now + dt.timedelta(hours=2), int(now.timestamp()) - 2 * 3600)
    assert "officer" == known.claims(issuer.token("EdDSA", auth_time=old + 3600))["sub"]
    with pytest.raises(jwt.InvalidTokenError, match="lives longer"):
        known.claims(issuer.token("EdDSA", exp=long))
    for logged_in in (old, "yesterday"):
        with pytest.raises(jwt.InvalidTokenError, match="too long ago"):
            known.claims(issuer.token("EdDSA", auth_time=logged_in))


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


def test_equal_subjects_of_two_issuers_are_two_people(
    issuer: Issuer, environment: dict[str, str], settings: Settings
) -> None:
    """One's tokens end with their holder, also without a number; and Kapok's own cannot have the other's subject."""
    processes.migrate(environment)
    own = {"KAPOK_ISSUER_URL": issuer.url, "KAPOK_ISSUER_NAME": "login", "KAPOK_ISSUER_CLAIMS": "scope=roles"}
    with processes.api({**environment, **own}, settings, "registry", "registry:read", "registry:revoke") as client:

        def status(token: str) -> int:
            return client.get("/registry/v1/regions", headers={"Authorization": f"Bearer {token}"}).status_code

        theirs = issuer.token("EdDSA", roles=["registry:read"])
        ours, posing = (make_token(settings, one, ["registry:read"]) for one in ("officer", "login:officer"))
        assert [200, 200, 401] == [status(one) for one in (theirs, ours, posing)]
        assert 200 == client.post("/registry/v1/holder-revocations", json={"subject": "login:officer"}).status_code
        processes.eventually(lambda: status(theirs) == 401, 10)
        assert 200 == status(ours)


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
