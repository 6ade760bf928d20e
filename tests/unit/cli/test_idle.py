"""When a system is called idle: the reasons against it, one by one."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from cli.paths import ROOT
from cli.stack.process import Process
from cli.status import quiet
from cli.status.look import Look, Outbox
from cli.status.quiet import activity, changes, observe, wait_until_idle
from cli.talking.management import Queue

RUNNING = tuple(
    Process(name, pid, "RUNNING", 60) for pid, name in enumerate(("epmd", "broker", "store", "api", "worker"), 100)
)
QUEUES = tuple(Queue(name, 0, 0) for name in (*sorted(quiet.QUEUES), "kapok.dead-letters"))
FIRST = QUEUES[0].name
BACK = Process("broker", 200, "RUNNING", 1.5)
QUIET = Look(RUNNING, QUEUES, (Outbox("projects", 0, 7), Outbox("hours", 0, 9)))


@pytest.fixture(autouse=True)
def no_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    """No broker is here whose ticks must be awaited."""
    monkeypatch.setattr(quiet, "BETWEEN_LOOKS", 0)


class Looks:
    """An observer that sees what it is given, and the last of it for ever."""

    def __init__(self, *looks: Look) -> None:
        self.looks = list(looks)

    def look(self) -> Look:
        """The next one."""
        return self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]


def without(name: str) -> tuple[Process, ...]:
    """All processes but one."""
    return tuple(process for process in RUNNING if process.name != name)


@pytest.mark.parametrize(
    ("look", "reason"),
    [
        (replace(QUIET, queues=(*QUEUES, Queue("hours.x", 3, 0))), "queue hours.x: 3 ready, 0 unacked"),
        (replace(QUIET, queues=(*QUEUES, Queue("hours.x", 0, 2))), "queue hours.x: 0 ready, 2 unacked"),
        (replace(QUIET, queues=QUEUES[1:]), f"queue {FIRST} is not there"),
        (replace(QUIET, outboxes=(Outbox("hours", 4, 9),)), "outbox of hours: 4 events"),
        (replace(QUIET, processes=without("worker")), "worker is not running"),
        (replace(QUIET, processes=(*without("api"), Process("api", 0, "BACKOFF"))), "api is not running"),
        (replace(QUIET, processes=(*without("broker"), BACK)), "broker has just been started"),
        (replace(QUIET, problem="the store does not answer"), "the store does not answer"),
    ],
)
def test_one_look_shows_activity(look: Look, reason: str) -> None:
    """Messages, events that wait, and missing processes are named."""
    assert activity(look) == [reason]


def test_dead_letters_are_not_in_flight() -> None:
    """Nobody will handle them by itself."""
    letters = (*QUEUES[:-1], Queue("kapok.dead-letters", 5, 0))
    assert activity(replace(QUIET, queues=letters, dead_letters=5)) == []


@pytest.mark.parametrize(
    ("later", "reason"),
    [
        (replace(QUIET, outboxes=(Outbox("projects", 0, 7), Outbox("hours", 0, 10))), "hours sent events"),
        (replace(QUIET, processes=(*without("worker"), Process("worker", 9, "RUNNING"))), "worker was started again"),
    ],
)
def test_two_looks_show_what_moved(later: Look, reason: str) -> None:
    """Both looks are quiet, but something happened between them."""
    assert activity(later) == []
    assert changes(QUIET, later) == [reason]
    assert observe(Looks(QUIET, later))[1] == [reason]


def test_a_broker_that_came_back_is_believed_later() -> None:
    """Its queues read nothing until they have read their log: the messages that are there show a little later."""
    before = replace(QUIET, processes=(*without("broker"), BACK))
    after = replace(QUIET, processes=(*without("broker"), replace(BACK, seconds=6)))
    filled = replace(after, queues=(replace(QUEUES[0], ready=7), *QUEUES[1:]))
    told: list[list[str]] = []
    assert wait_until_idle(Looks(before, before, filled, after), 30, told.append) == (after, [])
    assert told == [["broker has just been started"]] * 2 + [[f"queue {FIRST}: 7 ready, 0 unacked"]]


def test_two_equal_quiet_looks_are_idle() -> None:
    """Then nothing is in flight."""
    assert observe(Looks(QUIET)) == (QUIET, [])


def test_waiting_ends_when_all_is_quiet() -> None:
    """Busy looks are told; after two equal quiet ones the wait is over."""
    told: list[list[str]] = []
    busy = replace(QUIET, outboxes=(Outbox("hours", 4, 9),))
    assert wait_until_idle(Looks(busy, QUIET), 30, told.append) == (QUIET, [])
    assert told == [["outbox of hours: 4 events"]]


def test_waiting_ends_with_the_time() -> None:
    """What is still busy is said."""
    look = replace(QUIET, processes=without("worker"))
    assert wait_until_idle(Looks(look), 0.1) == (look, ["worker is not running"])


def test_looking_needs_no_eventlet() -> None:
    """A command that only looks does not load what the workers are patched with: it would warn, and take its time."""
    code = "import sys, cli.status.look, cli.status.quiet; sys.exit('eventlet' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
