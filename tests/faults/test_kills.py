"""Every process of a running system killed with -9 during an import: every figure is as if nothing had happened."""

from __future__ import annotations

import socket
from pathlib import Path

from tests import processes
from tests.commands import make_season, running_system
from tests.faults.chaos import Killer, importing, shortcomings
from tests.processes import eventually, free_port

VICTIMS = ("worker", "api", "broker", "store", "worker")
API_SECONDS = 3.0


def test_whatever_is_killed_the_report_is_the_same(tmp_path: Path) -> None:
    """One after the other, each as soon as the one before is up again, while a season comes in."""
    season = tmp_path / "season"
    make_season(season, 0.03, 11)
    with running_system(tmp_path / "home") as system:
        killer = Killer(system)
        with importing(system, season):
            for victim in VICTIMS:
                killer.kill(victim)
                eventually(killer.all_are_back)
        assert shortcomings(system, season) == []


def test_a_killed_api_leaves_its_port(environment: dict[str, str]) -> None:
    """In the middle of a request too: the next one gets it at once."""
    port = free_port()
    with processes.process("runner.api", {**environment, "KAPOK_HTTP_PORT": str(port)}, "projects") as running:
        eventually(lambda: _answers(port))
        half_a_request = socket.create_connection(("127.0.0.1", port))
        half_a_request.sendall(b"GET / HTTP/1.1\r\n")
        running.process.kill()
        eventually(lambda: not _answers(port), API_SECONDS)
        half_a_request.close()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
