"""The real processes of the services, started in a test's corner and stopped with it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx

from shared.config import Settings
from shared.web.auth import make_token

ROOT = Path(__file__).parent.parent
PATIENCE = 30.0
Found = TypeVar("Found")


@dataclass(frozen=True)
class Running:
    """A process, and where it answers probes."""

    process: subprocess.Popen[bytes]
    ops_address: str


def eventually(look: Callable[[], Found], patience: float = PATIENCE) -> Found:
    """What `look` gives as soon as it is true; its last answer is in the error when it never was."""
    deadline = time.monotonic() + patience
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"still {found!r} after {patience:.0f} s")
        time.sleep(0.05)
    return found


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(module: str, environment: dict[str, str], services: str) -> Iterator[Running]:
    """A process of the project, ready: its probe has answered."""
    port = free_port()
    own = {"KAPOK_SERVICES": services, "KAPOK_OPS_PORT": str(port), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "ignore", "-m", module]
    started = subprocess.Popen(command, env={**os.environ, **environment, **own}, cwd=ROOT)
    try:
        eventually(lambda: _answers(started, f"http://127.0.0.1:{port}/livez"))
        yield Running(started, f"http://127.0.0.1:{port}")
    finally:
        started.send_signal(signal.SIGTERM)
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait(5)


def worker(environment: dict[str, str], services: str) -> AbstractContextManager[Running]:
    """The worker process of some services."""
    return process("shared.runner.worker", environment, services)


def migrate(environment: dict[str, str]) -> None:
    """Databases and topology for all five services."""
    command = [sys.executable, "-W", "ignore", "-m", "shared.runner.migrate"]
    own = {"PYTHONPATH": str(ROOT)}
    subprocess.run(command, env={**os.environ, **environment, **own}, cwd=ROOT, check=True, capture_output=True)


@contextmanager
def api(environment: dict[str, str], settings: Settings, services: str, *scopes: str) -> Iterator[httpx.Client]:
    """The api process of some services, and a client with a token for the scopes."""
    port = free_port()
    with process("shared.runner.api", {**environment, "KAPOK_HTTP_PORT": str(port)}, services):
        headers = {"Authorization": f"Bearer {make_token(settings, 'test', scopes)}"}
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30) as client:
            yield client


def _answers(started: subprocess.Popen[bytes], address: str) -> bool:
    if started.poll() is not None:
        raise AssertionError(f"the process ended with {started.returncode}")
    try:
        return httpx.get(address, timeout=2).is_success
    except httpx.TransportError:
        return False
