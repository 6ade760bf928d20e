"""What runs of a deployment: its processes are found by name, `<service>-api` and `<service>-worker`."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from cli.stack.process import Process
from cli.systems.system import System
from cli.talking.management import Management, ManagementError
from cli.talking.probe import is_well
from shared.config import SERVICES

OPS_PORT = 9090
NAMES = tuple(f"{service}-{kind}" for service in SERVICES for kind in ("api", "worker"))


def processes(system: System) -> list[Process]:
    """The broker and the services' processes, each with how many of them say that they are ready.

    The number of a process is how many containers bear its name.
    """
    with ThreadPoolExecutor(len(NAMES)) as threads:
        return [_broker(system), *threads.map(_containers, NAMES)]


def _containers(name: str) -> Process:
    addresses = list(_addresses(name))
    ready = sum(is_well(OPS_PORT, address) for address in addresses)
    state = "RUNNING" if addresses and ready == len(addresses) else f"{ready} of {len(addresses)} ready"
    return Process(name, len(addresses), state)


def _addresses(name: str) -> Iterator[str]:
    try:
        found = socket.getaddrinfo(name, OPS_PORT, socket.AF_INET, socket.SOCK_STREAM)
    except OSError:
        return
    yield from sorted({str(entry[4][0]) for entry in found})


def _broker(system: System) -> Process:
    try:
        nodes = Management(system.broker_management_uri).get("/api/nodes")
    except ManagementError:
        return Process("broker", 0, "no answer")
    running = [node for node in nodes if node["running"]]
    return Process("broker", len(running), "RUNNING", min(node.get("uptime", 0) for node in running) / 1000)
