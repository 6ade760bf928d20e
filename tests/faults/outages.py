"""Outages of broker and store: killed, frozen, kept away, or out of memory, and back again."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cli.stack.broker import programs
from cli.stack.stack import Stack
from cli.systems import alias
from cli.talking.probe import answers_amqp, answers_commands
from tests.processes import eventually

BACK_SECONDS = 180.0
VOTES = "ra_log_meta"


def kill_broker(stack: Stack) -> None:
    """kill -9; the supervisor starts it again, which `wait_for_broker` waits for."""
    os.kill(pid_of(stack, "broker"), signal.SIGKILL)


def wait_for_broker(stack: Stack) -> None:
    """Until the broker takes connections."""
    eventually(lambda: answers_amqp(stack.home.ports["broker"]) and stack.management.is_ready(), BACK_SECONDS)


def take_store_away(stack: Stack, seconds: float) -> None:
    """Freeze the store, so that every request hangs; then kill it, so that none is answered; then let nobody start it.

    A third of the time each, as far as the supervisor lets it. It is back when this returns.
    """
    store, supervisor = pid_of(stack, "store"), _parent(pid_of(stack, "store"))
    os.kill(store, signal.SIGSTOP)
    time.sleep(seconds / 3)
    os.kill(supervisor, signal.SIGSTOP)
    try:
        os.kill(store, signal.SIGKILL)
        time.sleep(seconds * 2 / 3)
    finally:
        os.kill(supervisor, signal.SIGCONT)
    eventually(lambda: pid_of(stack, "store") not in (0, store), BACK_SECONDS)
    eventually(lambda: answers_commands(stack.home.store_uri), BACK_SECONDS)


@contextmanager
def memory_alarm(stack: Stack) -> Iterator[None]:
    """The broker believes that it is out of memory, and blocks every connection that publishes."""
    before = _control(stack, "eval", "vm_memory_monitor:get_vm_memory_high_watermark().")
    _control(stack, "set_vm_memory_high_watermark", "0.0001")
    try:
        yield
    finally:
        _control(stack, "set_vm_memory_high_watermark", before)


@contextmanager
def no_new_queues(stack: Stack) -> Iterator[None]:
    """The broker makes no quorum queue: what notes their votes does not answer, as with a disk that is too busy."""
    _control(stack, "eval", f"sys:suspend({VOTES}).")
    try:
        yield
    finally:
        _control(stack, "eval", f"sys:resume({VOTES}).")


def pid_of(stack: Stack, name: str) -> int:
    """The number of a process of the stack, 0 while it does not run."""
    return next((process.pid for process in stack.processes() if process.name == name and process.runs), 0)


def _parent(pid: int) -> int:
    with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123
        return int(stat.read().rpartition(")")[2].split()[1])


def _control(stack: Stack, *words: str) -> str:
    """rabbitmqctl, for the private node."""
    environment = next(one.environment for one in programs(stack.home) if one.name == "broker")
    program = alias.of(stack.home.folder) / "broker" / "program" / "escript" / "rabbitmqctl"
    command = ["escript", str(program), "--node", environment["RABBITMQ_NODENAME"], *words]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()
