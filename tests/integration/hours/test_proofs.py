"""Proofs over HTTP, checked by a program of its own from what is answered alone."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask.testing import FlaskClient

from services.hours.api import blueprints
from services.hours.seals import proofs, repository, usecases
from shared.config import Settings
from shared.seals import seal_of, shows_entry, shows_growth
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.hours.county import HERE
from tests.integration.hours.sealing import credit, publish, seal, with_key
from tests.integration.listening import Service, hear
from tests.integration.registrations import Registry

NAMES = [f"b-{number}" for number in range(11)]
SEALED_BY = [1, 1, 1, 1, 2, 2, 2, 2, 3, 4, 4]


@pytest.fixture
def outsider(store: Store, settings: Settings, registry: Registry, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Who asks for a ledger of four seals, by two keys, with a token that is for nothing else."""
    hear(Service(store), *(registry.state(HERE, sequence) for sequence in (1, 2)))
    publish(store.database)
    monkeypatch.setattr(usecases, "MOST_ENTRIES", 4)
    first, second = with_key(store), with_key(store)
    credit(first, *NAMES[:9])
    assert 9 == seal(first)
    credit(second, *NAMES[9:])
    assert 2 == seal(second)
    client = make_application(settings, store, blueprints).test_client()
    token = make_token(settings, "auditor", ["hours:seals", "hours:read"])
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def get(client: FlaskClient, path: str) -> Any:
    """What is answered."""
    answer = client.get(f"/v1{path}")
    assert 200 == answer.status_code, answer.text
    return answer.json


def test_the_list_is_what_outsiders_keep(outsider: FlaskClient) -> None:
    """Each seal follows on the one before, and is signed by a key that is shown, whose id is its digest."""
    keys = {one["key"]: base64.b64decode(one["public"]) for one in get(outsider, "/seals/keys")["keys"]}
    assert all(hashlib.sha256(public).hexdigest().startswith(key) for key, public in keys.items())
    lines = [json.loads(line) for line in outsider.get("/v1/seals?format=ndjson").text.splitlines()]
    previous = "0" * 64
    for number, one in enumerate(lines, 1):
        signed = ["kapok-seal-v1", *(one[name] for name in ("number", "size", "root", "previous", "sealed_at", "key"))]
        statement = json.dumps(signed, separators=(",", ":")).encode()
        assert (number, previous) == (one["number"], one["previous"])
        public = Ed25519PublicKey.from_public_bytes(keys[one["key"]])
        public.verify(base64.urlsafe_b64decode(one["signature"]), statement)
        with pytest.raises(InvalidSignature):
            public.verify(base64.urlsafe_b64decode(one["signature"]), statement + b" ")
        previous = hashlib.sha256(statement).hexdigest()
        assert get(outsider, f"/seals/{number}") == {name: value for name, value in one.items() if name != "seal_ref"}
    assert [4, 8, 9, 11] == [one["size"] for one in lines]
    assert 2 == len({one["key"] for one in lines}) == len(keys)
    assert lines[2:] == get(outsider, f"/seals?after={get(outsider, '/seals?limit=2')['next']}")["seals"]


@pytest.mark.parametrize("later", [None, 4])
def test_an_entry_is_shown_to_be_sealed(outsider: FlaskClient, store: Store, later: int | None) -> None:
    """By the seal that sealed it and by a later one: what the ledger shows makes the leaf, which leads to the root."""
    asked = f"?seal={later}" if later else ""
    for place, name in enumerate(NAMES):
        entry = store.database["ledger"].find_one({"_id": f"opening:{name}"})
        assert entry
        found = get(outsider, f"/entries/opening:{name}/proof{asked}")
        content = [
            "hours.credited.v1",
            entry["_id"],
            *(entry[fact] for fact in ("attendance_ref", "shift_ref", "volunteer", "minutes", "region_code", "day")),
            *(None, None, entry["provenance"], entry["late"], [entry["policy"]["name"], entry["policy"]["version"]]),
        ]
        leaf = hashlib.sha256(b"\0" + json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()).digest()
        assert (place, SEALED_BY[place], leaf.hex()) == (found["index"], found["sealed_by"], found["leaf"])
        assert found["seal"] == get(outsider, f"/seals/{later or SEALED_BY[place]}")
        assert found["seal"]["root"] == _root(leaf, place, found["seal"]["size"], found["path"]).hex()
        assert found == get(outsider, f"/seals/{SEALED_BY[place]}/inclusion?leaf={leaf.hex()}{asked.replace('?', '&')}")
        known = {one["_id"]: bytes(one["public"]) for one in repository.keys(store.database)}
        sealed = seal_of(found["seal"])
        assert shows_entry(sealed, known[sealed.key], leaf, found["index"], found["path"])
        assert not shows_entry(sealed, known[sealed.key], leaf, found["index"], ["no", *found["path"]])
        assert not shows_entry(sealed, bytes(32), leaf, found["index"], found["path"])


def _root(leaf: bytes, index: int, size: int, path: list[str]) -> bytes:
    """The root to which a path leads, by halving the tree from above."""
    if size == 1:
        return leaf
    half = 1
    while half * 2 < size:
        half *= 2
    *rest, last = path
    other = bytes.fromhex(last)
    if index < half:
        return hashlib.sha256(b"\1" + _root(leaf, index, half, rest) + other).digest()
    return hashlib.sha256(b"\1" + other + _root(leaf, index - half, size - half, rest)).digest()


def test_a_seal_is_shown_to_be_the_beginning_of_a_later_one(outsider: FlaskClient) -> None:
    """Each of each; and not of one with another root."""
    for later in range(1, 5):
        for earlier in range(1, later + 1):
            found = get(outsider, f"/seals/{later}/consistency?from={earlier}")
            first, last = seal_of(found["earlier"]), seal_of(found["later"])
            assert (earlier, later) == (first.number, last.number)
            assert shows_growth(first, last, found["path"])
            other = seal_of({**found["earlier"], "root": "0" * 64})
            assert not shows_growth(other, last, found["path"])
            assert not shows_growth(seal_of({**found["earlier"], "root": "x"}), last, found["path"])


def test_what_is_not_there_is_told(outsider: FlaskClient, store: Store) -> None:
    """By the status, and why."""
    credit(with_key(store), "fresh")
    leaf = get(outsider, "/entries/opening:b-9/proof")["leaf"]
    asked = {
        "/entries/nobody/proof": 404,
        "/entries/opening:fresh/proof": 404,
        "/entries/opening:b-9/proof?seal=3": 422,
        "/entries/opening:b-9/proof?seal=5": 404,
        "/seals/5": 404,
        "/seals/0": 404,
        "/seals/one": 404,
        f"/seals/{10**40}": 404,
        "/seals/3/consistency?from=4": 422,
        "/seals/5/consistency?from=4": 404,
        f"/seals/3/inclusion?leaf={leaf}": 404,
        "/seals/4/inclusion?leaf=zz": 422,
    }
    assert asked == {path: outsider.get(f"/v1{path}").status_code for path in asked}
    assert "has no seal yet" in outsider.get("/v1/entries/opening:fresh/proof").text


def test_entries_from_before_the_moment_was_kept_are_found(outsider: FlaskClient, store: Store) -> None:
    """Seal by seal."""
    store.database["ledger"].update_many({}, {"$unset": {"credited_at": ""}})
    assert SEALED_BY == [proofs.of_entry(store, f"opening:{name}").sealed_by for name in NAMES]
