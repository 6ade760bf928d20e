"""A province's deployment: broker and store speak TLS alone, by certificates that one command has made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from cli.systems import keys, province
from tests.containers.containers import Containers
from tests.containers.test_networks import reached

HOURS = ("hours-api", "hours-worker")
SHOWN = """
import json, socket, ssl, sys
trust, shown = ssl.create_default_context(cafile="/etc/kapok/authority.pem"), {}
for host, port in (("broker", 5671), ("broker", 15671), ("store", 27017)):
    with trust.wrap_socket(socket.create_connection((host, port), 5), server_hostname=host) as one:
        shown[f"{host}:{port}"] = one.version()
print(json.dumps(shown))
"""
STAND_IN = "/opt/venv/bin/python"
"""What stands in for MongoDB where its image cannot be had, see the engine's folder; it knows no options for TLS."""
STORE = """
import os, signal, threading
from pymongo import MongoClient
from pymongo.errors import OperationFailure
from secantus.server import SecantusDBServer
data, user, password = "/data/db", "root", os.environ["MONGO_INITDB_ROOT_PASSWORD"]
with SecantusDBServer(host="127.0.0.1", port=27018, storage_path=data, sync_on_commit=True) as setup:
    try:
        MongoClient(setup.uri).admin.command("createUser", user, pwd=password, roles=["root"])
    except OperationFailure as error:
        if "already exists" not in str(error):
            raise
own = "/run/secrets/store-certificate"
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
with SecantusDBServer(host="store", port=27017, storage_path=data, replica_set_name="kapok", sync_on_commit=True,
                      require_auth=True, tls_cert_file=own, tls_key_file=own):
    stop.wait()
"""
PING = """
from pymongo import MongoClient
MongoClient("store", 27017, serverSelectionTimeoutMS=2000, directConnection=True, tls=True,
            tlsCAFile="/etc/kapok/authority.pem").admin.command("ping")
"""


@pytest.fixture(scope="module")
def secured(images: Containers) -> Iterator[Containers]:
    """Broker, store and hours, with certificates; after it the project is as before, with nothing running."""
    images.down()
    file = images.folder / ".env"
    before = file.read_text()
    kept = province.secured(keys.read(file), images.folder)
    if images.stands_in("mongo:7", STAND_IN):
        kept["COMPOSE_FILE"] += f":{_stand_in(images.folder)}"
    keys.write(file, kept)
    try:
        images.up(*HOURS)
        yield images
    finally:
        images.down()
        keys.write_private(file, before)


def _stand_in(folder: Path) -> str:
    changes = {
        "entrypoint": [STAND_IN, "-c", STORE],
        "healthcheck": {"test": ["CMD", STAND_IN, "-c", PING]},
    }
    (folder / "stand-in.yml").write_text(yaml.safe_dump({"services": {"store": changes}}))
    return "stand-in.yml"


def test_broker_and_store_are_reached_by_tls_alone(secured: Containers) -> None:
    """Processes are ready by them, each shows a certificate for its name, and nothing listens in clear."""
    in_clear = ["broker:5672", "broker:15672"]
    for name in HOURS:
        secured.compose("exec", "-T", name, "python", "-m", "runner.health")
    assert reached(secured, "hours-worker", [*in_clear, "broker:5671", "store:27017"]) == ["broker:5671", "store:27017"]
    shown = json.loads(secured.compose("exec", "-T", "hours-worker", "python", "-c", SHOWN))
    assert dict.fromkeys(("broker:5671", "broker:15671", "store:27017"), "TLSv1.3") == shown


def test_the_operators_commands_go_that_way_too(secured: Containers) -> None:
    """Broker, its management, and the store: what `status` counts is there."""
    found = json.loads(secured.operator("status", "--json"))
    assert found["dead_letters"] == 0
    assert {"broker", *HOURS} <= {one["name"] for one in found["processes"]}
