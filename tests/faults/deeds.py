"""What can happen to a process at a step."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pymongo import UpdateOne
from pymongo.errors import AutoReconnect

if TYPE_CHECKING:
    from tests.faults.steps import Fault

TALLY = "tally"
Arguments = tuple[Any, ...]


def _kill(_fault: Fault, process: int, _arguments: Arguments) -> None:
    os.kill(process, signal.SIGKILL)


def _pause(_fault: Fault, process: int, _arguments: Arguments) -> None:
    os.kill(process, signal.SIGSTOP)


def _lose_the_connection(_fault: Fault, _process: int, _arguments: Arguments) -> None:
    raise ConnectionResetError("fail point")


def _lose_the_answer(_fault: Fault, _process: int, _arguments: Arguments) -> None:
    raise AutoReconnect("fail point")


def _keep_busy(fault: Fault, _process: int, _arguments: Arguments) -> None:
    until = time.monotonic() + fault.seconds
    while time.monotonic() < until:
        pass


def _have_a_bug(_fault: Fault, _process: int, arguments: Arguments) -> None:
    if any(event.subject.startswith("bug") for event in arguments[1]):
        raise ValueError("a bug of the handler")


def _tally(_fault: Fault, _process: int, arguments: Arguments) -> None:
    transaction, events = arguments
    for event in events:
        transaction[TALLY].write([UpdateOne({"_id": event.subject}, {"$inc": {"times": 1}}, upsert=True)])


def _wait(fault: Fault, _process: int, _arguments: Arguments) -> None:
    Path(fault.file).touch()
    while Path(fault.file).exists():
        time.sleep(0.02)


def _note(fault: Fault, _process: int, _arguments: Arguments) -> None:
    with Path(fault.file).open("ab", buffering=0) as file:
        file.write(b".")


def _poison(_fault: Fault, _process: int, arguments: Arguments) -> None:
    transaction, lines = arguments
    if any(line.values["attendance_ref"].startswith("bug") for line in lines):
        transaction[TALLY].write([UpdateOne({"_id": "poison"}, {"$inc": {"times": 1}}, upsert=True)])
        raise ValueError("a bug of the use case")


DEEDS: dict[str, Callable[[Fault, int, Arguments], None]] = {
    "kill": _kill,
    "pause": _pause,
    "fail": _lose_the_connection,
    "busy": _keep_busy,
    "bug": _have_a_bug,
    "outage": _lose_the_answer,
    "wait": _wait,
    "tally": _tally,
    "note": _note,
    "poison": _poison,
}
"""By what a fault calls them; `Fault.do` says what each is."""
