"""Who takes over a process has its environment: what can be opened, signed and reached with it is exactly a table."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.systems import keys, sealing_keys, token_keys
from shared.config import SERVICES
from shared.crypto import Sealer, SealError
from shared.events.catalogue import contract
from shared.seals import key_id, public_of
from tests.contract import environments
from tests.contract.environments import Environments

KEY = re.compile(r"(?:([\w-]+):)?([A-Za-z0-9+/]{43}=)")
FULL, TRAVELLING, AFFILIATION = "a person's full facts", "birth date and home", "kind of affiliation"
PAPERS = "kind of document"


class Reach(NamedTuple):
    """What an environment leads to: texts that it opens, its users at broker and store, whether it makes tokens.

    Then whether it hashes, and whether it seals the ledger.
    """

    opens: frozenset[str] = frozenset()
    broker: frozenset[str] = frozenset()
    store: frozenset[str] = frozenset()
    signs: bool = False
    hashes: bool = False
    seals: bool = False


def _process(service: str, *opens: str) -> Reach:
    return Reach(frozenset(opens), frozenset({service}), frozenset({service}), hashes=True)


ALL = frozenset({"root", *SERVICES})
OF_SERVICE = {
    "registry": _process("registry", FULL, TRAVELLING, AFFILIATION, PAPERS),
    "projects": _process("projects", TRAVELLING),
    "hours": _process("hours", TRAVELLING, PAPERS),
    "incentives": _process("incentives", AFFILIATION),
    "matching": _process("matching", TRAVELLING),
}
"""Its api and its worker alike. A worker has the service's relay in it. The registry seals by its readers' keys."""
EVERYTHING = frozenset({FULL, TRAVELLING, AFFILIATION, PAPERS})
TABLE = {
    **{f"{service}-{kind}": reach for service, reach in OF_SERVICE.items() for kind in ("api", "worker")},
    "hours-worker": OF_SERVICE["hours"]._replace(seals=True),
    "migrate": Reach(broker=ALL, store=ALL, hashes=True),
    "operator": Reach(EVERYTHING, frozenset({"root"}), frozenset({"root"}), signs=True, hashes=True),
}
IN_COMPOSE = {
    "broker": Reach(broker=frozenset({"root"})),
    "store": Reach(store=frozenset({"root"})),
    "edge": Reach(),
}
"""A cluster's broker, store and ingress are its own. There the operator's pod shares a Secret with the migration."""
IN_CLUSTER = {"operator": TABLE["operator"]._replace(broker=ALL, store=ALL)}


@pytest.fixture(scope="module")
def values() -> dict[str, str]:
    """What `./kapok secrets` writes."""
    return keys.for_deployment()


@pytest.mark.parametrize(
    ("environments_of", "special"), [(environments.of_compose, IN_COMPOSE), (environments.of_cluster, IN_CLUSTER)]
)
def test_an_environment_reaches_exactly_its_own(
    values: dict[str, str], environments_of: Callable[[Mapping[str, str]], Environments], special: dict[str, Reach]
) -> None:
    """Whatever the names of the variables: each key and each password that stands in one is tried on everything."""
    assert {**TABLE, **special} == {name: _reach(one, values) for name, one in environments_of(values).items()}


def test_whoever_has_the_file_reaches_everything(values: dict[str, str]) -> None:
    """So the search finds what there is."""
    assert Reach(EVERYTHING, ALL, ALL, signs=True, hashes=True, seals=True) == _reach(values, values)


def _reach(environment: Mapping[str, str], values: Mapping[str, str]) -> Reach:
    held = [(name or "", base64.b64decode(key)) for name, key in _keys(environment.values())]
    attacker = Sealer({name: key for name, key in held if name}, bytes(32))
    at_broker, at_store = (_users(environment, values, kind) for kind in ("BROKER", "STORE"))
    return Reach(
        frozenset(what for what, text in _texts(values).items() if _opens(attacker, text)),
        at_broker,
        at_store,
        any(_public(key) in _trusted(values) for _, key in held),
        not set(_keys([values["KAPOK_HASH_KEYS"]])).isdisjoint(_keys(environment.values())),
        any(_seals(key, values) for _, key in held),
    )


def _seals(key: bytes, values: Mapping[str, str]) -> bool:
    """Whether a key signs seals that name the file's key."""
    (name, _), *_ = _keys([values["KAPOK_LEDGER_KEYS"]])
    return key_id(public_of(key)) == name


def _keys(texts: Iterable[str]) -> list[tuple[str, str]]:
    return [found for text in texts for found in KEY.findall(text)]


def _texts(values: Mapping[str, str]) -> dict[str, str]:
    """What the registry seals."""
    lists = {
        service: {key_id: base64.b64decode(key) for key_id, key in _keys([values[name]])}
        for service, name in sealing_keys.SEALING.items()
    }
    registry, facts = Sealer(lists["registry"], bytes(32), readers=lists), {"name": "陈大文"}
    state = contract("volunteer.registered.v1").sealed
    return {
        FULL: registry.seal(facts, "KV1"),
        TRAVELLING: registry.seal_for(state["personal"], facts, "KV1"),
        AFFILIATION: registry.seal_for(contract("membership.changed.v1").readers, facts, "KV1"),
        PAPERS: registry.seal_for(state["papers"], facts, "KV1"),
    }


def _opens(sealer: Sealer, text: str) -> bool:
    try:
        return sealer.open(text, "KV1") == {"name": "陈大文"}
    except SealError:
        return False


def _users(environment: Mapping[str, str], values: Mapping[str, str], kind: str) -> frozenset[str]:
    passwords = {user: values[f"KAPOK_{user.upper()}_{kind}_PASSWORD"] for user in ALL}
    return frozenset(user for user, one in passwords.items() if any(one in text for text in environment.values()))


def _public(key: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()


def _trusted(values: Mapping[str, str]) -> list[bytes]:
    return [base64.b64decode(key) for _, key in _keys([values[token_keys.PUBLIC]])]
