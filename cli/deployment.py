"""A system that was not started here: its addresses stand in this process's environment, as in the operator's image."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cli.home import Home
from cli.stack.management import Management, ManagementError
from cli.stack.probe import is_well
from cli.stack.supervisor import Process
from shared.config import SERVICES

VARIABLE = "KAPOK_DEPLOYMENT"
"""Where it is set, commands mean the system of the environment, and no home."""
OPS_PORT = 9090
NAMES = tuple(f"{service}-{kind}" for service in SERVICES for kind in ("api", "worker"))


class Deployment(Home):
    """The system of the environment. Its processes are found by name: `<service>-api` and `<service>-worker`."""

    def __init__(self) -> None:
        super().__init__(Path("/tmp"), {}, {})  # noqa: S108 (for locks; a container's own)

    @property
    def http_uri(self) -> str:
        """Where the API answers."""
        return os.environ.get("KAPOK_URL", "")

    @property
    def broker_management_uri(self) -> str:
        """The broker's management API, with user and password."""
        return os.environ["KAPOK_BROKER_MANAGEMENT_URI"]

    @property
    def store_uri(self) -> str:
        """The store, with user and password."""
        return os.environ["KAPOK_STORE_URI"]

    @property
    def option(self) -> str:
        """Nothing: the environment says it."""
        return ""

    def broker_uri(self, vhost: str = "/") -> str:
        """The broker's AMQP address."""
        return os.environ["KAPOK_BROKER_URI"]

    def environment(self, process: str = "client", *, prefix: str = "kapok_", vhost: str = "/") -> dict[str, str]:
        """Nothing that is not there already."""
        return {}


def is_chosen() -> bool:
    """Whether this process's environment names a deployment."""
    return bool(os.environ.get(VARIABLE))


def processes(deployment: Deployment) -> list[Process]:
    """The broker and the services' processes, each with how many of them say that they are ready.

    The number of a process is how many containers bear its name.
    """
    with ThreadPoolExecutor(len(NAMES)) as threads:
        return [_broker(deployment), *threads.map(_containers, NAMES)]


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


def _broker(deployment: Deployment) -> Process:
    try:
        nodes = Management(deployment.broker_management_uri).get("/api/nodes")
    except ManagementError:
        return Process("broker", 0, "no answer")
    running = [node for node in nodes if node["running"]]
    return Process("broker", len(running), "RUNNING", min(node.get("uptime", 0) for node in running) / 1000)
