"""Who reaches whom: a service its broker and store, the edge the apis, and nobody another service."""

from __future__ import annotations

import json

import pytest

from shared.config import SERVICES
from tests.containers.containers import Containers

TRY = """
import json, socket, sys
from concurrent.futures import ThreadPoolExecutor
def answers(one):
    host, _, port = one.rpartition(":")
    try:
        socket.create_connection((host, int(port)), 1).close()
    except OSError:
        return False
    return True
asked = json.loads(sys.argv[1])
with ThreadPoolExecutor(len(asked)) as threads:
    print(json.dumps([one for one, answer in zip(asked, threads.map(answers, asked)) if answer]))
"""
BROKER_AND_STORE = ["broker:5672", "store:27017"]
OUTSIDE = "outside"


def reached(system: Containers, container: str, addresses: list[str]) -> list[str]:
    """Which of some addresses a container's process can connect to."""
    said = system.compose("exec", "-T", container, "python", "-c", TRY, json.dumps(addresses))
    found: list[str] = json.loads(said)
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reaches_broker_and_store_and_no_other_service(system: Containers, service: str) -> None:
    """Neither by name nor by address, neither its api nor its worker."""
    others = [f"{one}-{kind}" for one in SERVICES if one != service for kind in ("api", "worker")]
    named = [f"{one}:9090" for one in others]
    numbered = [
        f"{system.address_in(one.rpartition('-')[0], container)}:9090"
        for one in others
        for container in system.containers(one)
    ]
    assert len(numbered) == len(named)

    for kind in ("api", "worker"):
        assert reached(system, f"{service}-{kind}", [*BROKER_AND_STORE, *named, *numbered]) == BROKER_AND_STORE


def test_the_operator_reaches_every_process(system: Containers) -> None:
    """It asks each whether it is well: so what a service does not reach is there to be reached."""
    everything = [*BROKER_AND_STORE, *(f"{one}-{kind}:9090" for one in SERVICES for kind in ("api", "worker"))]
    said = system.compose("run", "--rm", "-T", "--entrypoint", "python", "operator", "-c", TRY, json.dumps(everything))
    assert json.loads(said) == everything


def test_the_edge_reaches_apis_alone(system: Containers) -> None:
    """It is the only one that strangers talk to: who takes it over finds neither store nor broker."""
    script = "for one in broker/5672 store/27017 hours-worker/9090 hours-api/8080; do "
    script += 'timeout 2 bash -c "exec 3<>/dev/tcp/$one" 2>/dev/null && echo $one; done; true'
    assert system.compose("exec", "-T", "edge", "bash", "-c", script).split() == ["hours-api/8080"]


def test_no_network_but_the_edges_has_a_way_out(system: Containers) -> None:
    """All others are internal: what a service sends somewhere, its operator has allowed."""
    names = system.docker("network", "ls", "--filter", f"name={system.project}_", "--format", "{{.Name}}").split()
    internal = {
        name.removeprefix(f"{system.project}_"): system.docker("network", "inspect", "--format", "{{.Internal}}", name)
        for name in names
    }
    own = {*SERVICES, *(f"{service}-edge" for service in SERVICES), "administration", "entrance"}
    assert {name: value.strip() for name, value in internal.items()} == {
        **dict.fromkeys(own, "true"),
        OUTSIDE: "false",
    }
