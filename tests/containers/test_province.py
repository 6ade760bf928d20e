"""A province's deployment: broker and store speak TLS alone, by certificates that one command has made."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from cli.systems import province
from tests.containers import stand_in
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


@pytest.fixture(scope="module")
def secured(images: Containers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Containers]:
    """Broker, store and hours of the same images in a project of their own, with certificates."""
    assert images.has("kapok/hours", "/opt/venv/bin/python")
    made = Containers(tmp_path_factory.mktemp("province"))
    kept = province.secured(made.secrets, made.folder)
    made.configure({**kept, "COMPOSE_FILE": stand_in.files(made, *kept["COMPOSE_FILE"].split(":"))})
    try:
        made.up(*HOURS)
        yield made
    finally:
        made.down()


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
