"""Free ports for a home: chosen once, kept, and chosen anew only when somebody else has taken one."""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Iterable
from pathlib import Path

from cli.systems.keys import write_private
from cli.terminal.errors import CommandError

NAMES = ("broker", "broker_management", "broker_distribution", "epmd", "store", "http", "api_ops", "worker_ops")
# Below the range from which systems take the ports of outgoing connections: those cannot steal one while nothing runs.
RANGE = range(20_000, 32_000)
FAMILIAR_HTTP_PORT = 8080
_claims: dict[int, socket.socket] = {}


class PortTaken(CommandError):
    """The port that was asked for is not free."""


def is_free(port: int) -> bool:
    """Whether a server could listen on the port of 127.0.0.1 now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def settle(file: Path, http_port: int | None = None) -> dict[str, int]:
    """The ports kept in `file`, with those that somebody else has taken replaced; `http_port` is taken as it is.

    To be called while nothing of the home runs: its own processes would look like somebody else.

    Raises:
        PortTaken: `http_port` is not free.
    """
    kept: dict[str, int] = read(file) if file.exists() else {}
    if http_port is not None:
        if not _take(http_port):
            raise PortTaken(f"port {http_port} is taken by another program; choose another one with --port")
        kept["http"] = http_port
    elif "http" not in kept and _take(FAMILIAR_HTTP_PORT):
        kept["http"] = FAMILIAR_HTTP_PORT
    ports = {name: port for name, port in kept.items() if name in NAMES and _take(port)}
    for name in NAMES:
        ports.setdefault(name, _choose(ports.values()))
    write_private(file, json.dumps(ports, indent=1) + "\n")
    return ports


def read(file: Path) -> dict[str, int]:
    """The ports kept in `file`."""
    ports: dict[str, int] = json.loads(file.read_text())
    return ports


def _choose(taken: Iterable[int]) -> int:
    refused = set(taken)
    while True:
        port = random.choice(RANGE)
        if port not in refused and _take(port):
            return port
        refused.add(port)


def _take(port: int) -> bool:
    """Whether the port is ours to listen on: free, and chosen by no other home that has only begun to start.

    A name that the system knows as long as this process lives says so: seconds pass until something listens.
    """
    return is_free(port) and (port in _claims or _claim(port))


def _claim(port: int) -> bool:
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0kapok-port-{port}")
    except OSError:
        claim.close()
        return False
    _claims[port] = claim
    return True
