"""`./kapok up` and `status`: starting, restarting what dies, stopping without leaving anything."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cli.stack.waiting import wait_until
from tests.commands import System, kapok, run, running_system
from tests.processes import get

NAMES = {"broker", "store", "api", "worker", "epmd"}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[System]:
    """A system beside the one that the other tests share."""
    with running_system(tmp_path / "home") as running:
        yield running


def test_status_tells_programs_what_runs(system: System) -> None:
    """Exactly the promised keys; every process by its name and number; nothing in flight."""
    kapok("status", "--home", system.home, "--wait-idle", "600")
    status = system.status()
    assert list(status) == ["processes", "queues", "outbox_pending", "dead_letters", "idle"]
    assert {entry["name"] for entry in status["processes"]} == NAMES
    assert all(Path("/proc", str(entry["pid"])).exists() for entry in status["processes"])
    assert all(list(entry) == ["name", "ready", "unacked"] for entry in status["queues"])
    assert "kapok.dead-letters" in {entry["name"] for entry in status["queues"]}
    assert (status["outbox_pending"], status["dead_letters"], status["idle"]) == (0, 0, True)


def test_status_tells_people_what_runs(system: System) -> None:
    """As tables."""
    shown = kapok("status", "--home", system.home)
    assert all(word in shown for word in (*NAMES, "hours.attendance.logged.v1", "registry", "dead letters: 0"))


def test_a_token_opens_the_api(system: System) -> None:
    """Without one nothing is answered, and with one only what its scope allows."""
    path = f"{system.address}/registry/v1/regions"
    assert httpx.get(path).status_code == 401
    token = kapok("token", "--home", system.home, "--scope", "registry:read", "--subject", "me").strip()
    other = kapok("token", "--home", system.home, "--scope", "hours:read").strip()
    assert httpx.get(path, headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert httpx.get(path, headers={"Authorization": f"Bearer {other}"}).status_code == 403


def test_a_second_up_is_refused(system: System) -> None:
    """It says which process has the home."""
    refused = run("up", "--home", system.home)
    assert refused.returncode == 1
    assert refused.stderr == f"Error: the system in {system.home} is already running, as process {system.process.pid}\n"


def test_a_taken_port_is_refused(system: System, tmp_path: Path) -> None:
    """Nothing is started then."""
    refused = run("up", "--home", tmp_path / "home", "--port", str(system.port))
    assert refused.returncode == 1
    assert f"port {system.port} is taken" in refused.stderr


@pytest.mark.parametrize("name", ["api", "worker"])
def test_what_is_killed_is_started_again(system: System, name: str) -> None:
    """By another process, and it works."""
    before = system.kill(name)
    assert wait_until(lambda: system.pid(name) not in (0, before), 120)
    kapok("status", "--home", system.home, "--wait-idle", "600")
    assert wait_until(lambda: _answers(system), 120)


def test_stopping_leaves_nothing(own: System) -> None:
    """SIGTERM: exit code 0 within 20 seconds, and no process of the home is left."""
    begun = time.monotonic()
    assert own.stop(signal.SIGTERM) == 0
    assert time.monotonic() - begun < 20
    assert own.is_gone()
    assert own.said().endswith("stopping\nstopped\n")
    nothing = run("status", "--home", own.home, "--json")
    assert (nothing.returncode, '"processes": []' in nothing.stdout, '"idle": false' in nothing.stdout) == (
        1,
        True,
        True,
    )


def test_the_next_up_cleans_up_after_a_killed_one(own: System) -> None:
    """`kill -9` of `up` itself: the next one on the home ends what is left, starts, and stops at Ctrl-C."""
    own.process.kill()
    own.process.wait()
    again = System(own.home, own.port)
    try:
        again.wait_until_up()
        assert again.stop(signal.SIGINT) == 0
    finally:
        again.process.kill()
    assert again.is_gone()


def _answers(system: System) -> bool:
    try:
        return get(f"{system.address}/hours/v1/openapi.json").status_code == 200
    except httpx.TransportError:
        return False
