"""The real processes of the services, started in a test's corner and stopped with it."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx

from cli.systems import token_keys
from shared.config import Settings
from shared.web.auth import make_token
from tests import coverage_of_processes

ROOT = Path(__file__).parent.parent
PATIENCE = 120.0
"""Seconds that a condition may take where nothing is said of its time: the end of waiting in vain, and no promise."""
FAILPOINTS, FAULTS, MUTATION = "tests.faults.failpoints", "KAPOK_TEST_FAULTS", "KAPOK_TEST_MUTATION"
"""The runner that breaks a process on purpose, what a test tells it to break, and what a run of mutations does."""
CLEAR = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For addresses without TLS: for each request httpx would read every authority of the machine, which takes 20 ms."""
Found = TypeVar("Found")


@dataclass(frozen=True)
class Running:
    """A process, and where it answers probes."""

    process: subprocess.Popen[bytes]
    ops_address: str


def eventually(look: Callable[[], Found], patience: float = PATIENCE) -> Found:
    """What `look` gives as soon as it is true; its last answer is in the error when it never was."""
    deadline, pause = time.monotonic() + patience, 0.05
    while True:
        looked = time.monotonic()
        if found := look():
            return found
        if (now := time.monotonic()) > deadline:
            raise AssertionError(f"still {found!r} after {patience:.0f} s")
        # Looking costs what is looked at: a long look is not taken again at once, and the longer it all took, the less
        # it matters when it is seen.
        time.sleep(max(pause, min(now - looked, 1.0)))
        pause = min(pause * 1.1, 0.25)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(module: str, environment: dict[str, str], services: str, ops_port: int = 0) -> subprocess.Popen[bytes]:
    """A process of the project, just begun; with fail points where the environment asks for them."""
    own = {"KAPOK_SERVICES": services, "KAPOK_OPS_PORT": str(ops_port), "PYTHONPATH": str(ROOT)}
    held = token_keys.held_by(module.rpartition(".")[2], environment)
    merged = {**os.environ, **coverage_of_processes.variables(module), **held, **own}
    modules = [FAILPOINTS, module] if any(name in merged for name in (FAULTS, MUTATION)) else [module]
    return subprocess.Popen([sys.executable, "-W", "ignore", "-m", *modules], env=merged, cwd=ROOT)


@contextmanager
def process(module: str, environment: dict[str, str], services: str) -> Iterator[Running]:
    """A process of the project, ready: its probe has answered."""
    port = free_port()
    started = start(module, environment, services, port)
    try:
        eventually(lambda: answers(started, f"http://127.0.0.1:{port}/livez"))
        yield Running(started, f"http://127.0.0.1:{port}")
    finally:
        end(started)


def end(started: subprocess.Popen[bytes]) -> None:
    """Ask a process to stop, and make it; nothing where it has ended already."""
    started.send_signal(signal.SIGTERM)
    try:
        started.wait(60)
    except subprocess.TimeoutExpired:
        started.kill()
        started.wait(30)


def worker(environment: dict[str, str], services: str) -> AbstractContextManager[Running]:
    """The worker process of some services."""
    return process("runner.worker", environment, services)


def migrate(environment: dict[str, str]) -> None:
    """Databases and topology for all five services."""
    command = [sys.executable, "-W", "ignore", "-m", "runner.migrate"]
    own = {"PYTHONPATH": str(ROOT)}
    subprocess.run(command, env={**os.environ, **environment, **own}, cwd=ROOT, check=True, capture_output=True)


@contextmanager
def api(environment: dict[str, str], settings: Settings, services: str, *scopes: str) -> Iterator[httpx.Client]:
    """The api process of some services, and a client with a token for the scopes."""
    port = free_port()
    with process("runner.api", {**environment, "KAPOK_HTTP_PORT": str(port)}, services):
        headers = {"Authorization": f"Bearer {make_token(settings, 'test', scopes)}"}
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30, verify=CLEAR) as client:
            yield client


def get(address: str, seconds: float = 5) -> httpx.Response:
    """What is answered at an address without TLS."""
    return httpx.get(address, timeout=seconds, verify=CLEAR)


def answers(started: subprocess.Popen[bytes], address: str) -> bool:
    """Whether a process says yes at an address; that it ended is an error."""
    if started.poll() is not None:
        raise AssertionError(f"the process ended with {started.returncode}")
    try:
        return get(address, 2).is_success
    except httpx.TransportError:
        return False
