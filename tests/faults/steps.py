"""The steps at which a process can be made to fail."""

from __future__ import annotations

import datetime as dt
import functools
import importlib
import json
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.faults.deeds import DEEDS
from tests.processes import FAULTS

COMMIT = "pymongo.client_session:ClientSession.commit_transaction"
HANDLER = "shared.messaging.handler:BatchHandler.__call__"
ROUND = "shared.messaging.relay:Relay.round"
COMMAND = "shared.web.commands:command"
PUBLISH = "shared.messaging.publisher:Publisher.publish"
SEND = "amqp.channel:Channel.basic_publish"
ACKNOWLEDGE = "amqp.channel:Channel.basic_ack"
ATTEMPT, WAITS = "shared.store.attempt:Attempt", "shared.store.groups:Groups._waits"
INSERT = "shared.store.bound:BoundCollection.insert"
"""Of a store before MongoDB 8, which is sent what is inserted collection by collection."""
TAKE = "services.projects.attendance.usecases:log_attendance"
RECORD = "services.hours.attendance.usecases:record_attendance"
NOTE = "services.projects.organisations.usecases:note_organisations"


ELSEWHERE = {"server": "runner.server", "groups": "shared.store.groups", "together": "shared.store.together"}
"""Modules with numbers to be changed that are not those of messaging."""


@dataclass(frozen=True)
class Step:
    """Before or after a function, wherever it is called or only inside of another one."""

    function: str
    after: bool = False
    inside: str | None = None


STEPS = {
    "handler begins": Step(HANDLER),
    "use case begins": Step(RECORD),
    "use case with an inbox begins": Step(NOTE),
    "handler is about to commit": Step(COMMIT, inside=HANDLER),
    "handler has committed": Step(COMMIT, after=True, inside=HANDLER),
    "handler acknowledges": Step(ACKNOWLEDGE),
    "handler has acknowledged": Step(ACKNOWLEDGE, after=True),
    "relay is about to publish": Step(PUBLISH),
    "relay is in the middle of publishing": Step(SEND, after=True, inside=PUBLISH),
    "relay has published": Step(PUBLISH, after=True),
    "relay is about to mark": Step(COMMIT, inside=ROUND),
    "relay has marked": Step(COMMIT, after=True, inside=ROUND),
    "command begins": Step(COMMAND),
    "command is about to commit": Step(COMMIT, inside=COMMAND),
    "command has committed": Step(COMMIT, after=True, inside=COMMAND),
    "command waits for its group": Step(WAITS, after=True),
    "presence is taken": Step(TAKE, after=True),
    "group begins": Step(f"{ATTEMPT}.__init__"),
    "group has looked up": Step("shared.store.sharing:Sharing._find", after=True),
    "group begins to write": Step(f"{ATTEMPT}._write"),
    "group has written": Step("shared.store.attempt:insert_together", after=True),
    "group is about to write more": Step(INSERT, after=True, inside=f"{ATTEMPT}._write"),
}


@dataclass(frozen=True)
class Fault:
    """What happens at a step.

    Attributes:
        at: the step.
        do: kill (-9), pause (SIGSTOP), fail (a lost connection), busy (for `seconds`), bug (for a subject that begins
            with `bug`), outage (the store's answer is lost), wait (until `file` is gone; it is made when the step is
            reached), tally (count each event in the transaction, which is no idempotent effect), note (a byte more in
            `file`), poison (write something, and have a bug, for a presence whose reference begins with `bug`).
        nth: at which time; 0 is each time.
    """

    at: str
    do: str
    nth: int = 1
    seconds: float = 0
    file: str = ""


def with_faults(
    environment: Mapping[str, str], *faults: Fault, journal: Path | None = None, **constants: Any
) -> dict[str, str]:
    """The environment of a process that fails.

    Args:
        journal: a file that tells when each delivery was in a handler's hands.
        constants: numbers of the product to be changed, e.g. `shared_connection__HEARTBEAT_SECONDS=2`.
    """
    told = {"faults": [asdict(one) for one in faults], "constants": constants, "journal": str(journal or "")}
    return {**environment, FAULTS: json.dumps(told)}


def install_from_environment() -> None:
    """Wrap what the faults of this process need."""
    told = json.loads(os.environ.get(FAULTS, "{}"))
    for name, value in told.get("constants", {}).items():
        module, _, constant = name.partition("__")
        loaded = importlib.import_module(ELSEWHERE.get(module, f"shared.messaging.{module}"))
        is_time = isinstance(getattr(loaded, constant), dt.timedelta)
        setattr(loaded, constant, dt.timedelta(seconds=value) if is_time else value)
    for fault in told.get("faults", []):
        _install(Fault(**fault), os.getpid())
    if told.get("journal"):
        _keep_journal(Path(told["journal"]))


def wrap(function: str, around: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Replace a function, named `module:path`, by one around it."""
    module, _, path = function.partition(":")
    owner: Any = importlib.import_module(module)
    *parents, name = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    original = getattr(owner, name)
    setattr(owner, name, functools.wraps(original)(around(original)))


def _install(fault: Fault, process: int) -> None:
    step, times, place = STEPS[fault.at], [0], threading.local()

    def reached(arguments: tuple[Any, ...]) -> None:
        if step.inside is None or getattr(place, "inside", False):
            times[0] += 1
            if fault.nth in (0, times[0]):
                DEEDS[fault.do](fault, process, arguments)

    def around(original: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **named: Any) -> Any:
            if not step.after:
                reached(arguments)
            result = original(*arguments, **named)
            if step.after:
                reached(arguments)
            return result

        return wrapped

    def marked(original: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **named: Any) -> Any:
            place.inside = True
            try:
                return original(*arguments, **named)
            finally:
                place.inside = False

        return wrapped

    wrap(step.function, around)
    if step.inside:
        wrap(step.inside, marked)


def _keep_journal(file: Path) -> None:
    def around(original: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(handler: Any, deliveries: Any) -> Any:
            ids = [delivery.headers.get("cloudEvents:id") for delivery in deliveries]
            _write(file, "begins", ids)
            try:
                return original(handler, deliveries)
            finally:
                _write(file, "ends", ids)

        return wrapped

    wrap(HANDLER, around)


def _write(file: Path, what: str, ids: list[Any]) -> None:
    with file.open("a") as journal:
        journal.write(json.dumps([what, ids]) + "\n")
