"""A home's whole system, up for as long as a block of code runs."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cli.stack import leftovers, processes, store
from cli.stack.stack import STOP_SECONDS, Stack
from cli.systems import home
from cli.systems.private import owner_only
from cli.terminal import interruption
from cli.terminal.errors import CommandError

Say = Callable[[str], None]
WATCH_SECONDS = 1.0


class AlreadyRunning(CommandError):
    """Another process runs the system of this home."""


@contextlib.contextmanager
def running(folder: Path, http_port: int | None, say: Say, *, empty: bool = False) -> Iterator[Stack]:
    """Start everything, one line for each part; stop everything at the end, however the block ends.

    Args:
        empty: begin with nothing, in a home that is only ever used so.

    Raises:
        AlreadyRunning: the home is in use.
        HomeError, PortTaken, StackError: it cannot be started; the message says why.
    """
    folder = home.prepare(folder)
    with _only_one(folder):
        if leftovers.find(folder):
            say("an earlier run of this home was not stopped in order; stopping what is left of it")
            leftovers.end(folder, STOP_SECONDS)
        if empty:
            home.empty(folder)
        stack = Stack(home.settle(folder, http_port))
        try:
            _start(stack, say)
            yield stack
        finally:
            try:
                say("stopping")
            finally:
                _stop(stack)
            say("stopped")


def watch(stack: Stack, say: Say) -> None:
    """Tell which processes were started again, until interrupted.

    Raises:
        StackError: the supervisor itself is gone.
    """
    known = {process.name: process.pid for process in stack.processes()}
    clients_died = False
    while True:
        stack.expect_supervisor()
        time.sleep(WATCH_SECONDS)
        for process in stack.processes():
            if process.runs and process.pid != known.get(process.name):
                say(f"{process.name} had died; it runs again as process {process.pid}")
                known[process.name] = process.pid
                clients_died = clients_died or process.name in processes.NAMES
        clients_died = clients_died and not store.end_sessions(stack.home)


def _start(stack: Stack, say: Say) -> None:
    begun = time.monotonic()

    def report(name: str) -> None:
        pid = next((process.pid for process in stack.processes() if process.name == name), 0)
        say(f"{name:<7} is up as process {pid}, after {time.monotonic() - begun:.1f} s")

    say(f"starting in {stack.home.folder}")
    stack.start()
    stack.wait_for_store()
    report("store")
    stack.wait_for_broker()
    report("broker")
    stack.migrate()
    stack.start_services()
    for name in ("worker", "api"):
        stack.wait_for_service(name)
        report(name)


def _stop(stack: Stack) -> None:
    try:
        # Told a second time, the user does not want to wait.
        with contextlib.suppress(interruption.Interrupted):
            stack.stop()
    finally:
        with interruption.ignored():
            stack.kill()


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Hold the home's lock. The system gives it back when the process ends, however it ends."""
    with owner_only():
        file = (folder / home.LOCK).open("a+")
    with file as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "?"
            raise AlreadyRunning(f"the system in {folder} is already running, as process {holder}") from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield
