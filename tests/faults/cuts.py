"""Scenarios of connections that are cut or fall silent, at a chosen frame, through a proxy before the broker."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

from shared.messaging.topology import queue_of
from tests import processes
from tests.faults.corner import REGISTERED, Corner, assert_each_once, attendance, message, metric, organisation
from tests.faults.proxy import ACK, CLIENT, PUBLISH, SERVER, Cut, Proxy, proxy
from tests.faults.steps import Fault, with_faults
from tests.processes import eventually

EVENTS = [attendance(number) for number in range(150)]
SUBJECTS = [event.subject for event in EVENTS]
ORGANISATIONS = queue_of("projects", REGISTERED)
FIRST, LATER = EVENTS[:100], EVENTS[100:]
SOON = {"shared_connection__HEARTBEAT_SECONDS": 5, "publisher__HEARTBEAT_SECONDS": 5, "publisher__CONFIRM_SECONDS": 3.0}


def during_handler(corner: Corner, folder: Path) -> None:
    """The broker delivers again what the handler has in hand; no message is in two hands at once."""
    reached, journal = folder / "handler-runs", folder / "journal"
    with proxy(corner.broker_uri) as between:
        waiting = Fault("use case begins", "wait", file=str(reached))
        environment = with_faults(_behind(corner, between), waiting, journal=journal)
        with processes.worker(environment, "hours") as running:
            corner.put(*map(message, FIRST))
            eventually(reached.exists)
            before = between.accepted
            between.cut_all()
            eventually(lambda: between.accepted > before and corner.left() == 0)
            corner.put(*map(message, LATER))
            reached.unlink()
            assert_each_once(corner, SUBJECTS)
            assert running.process.poll() is None
        _assert_nothing_left(corner)
    in_hand: set[str] = set()
    for line in journal.read_text().splitlines():
        what, ids = json.loads(line)
        assert what == "ends" or in_hand.isdisjoint(ids)
        in_hand = in_hand - set(ids) if what == "ends" else in_hand | set(ids)


def between_handlers(corner: Corner, folder: Path) -> None:
    """All subscriptions of a process share its connection: it is lost while two services' handlers are at work."""
    reached = [folder / f"handler-{number}" for number in (1, 2)]
    waiting = [Fault("handler begins", "wait", nth=number, file=str(file)) for number, file in enumerate(reached, 1)]
    with proxy(corner.broker_uri) as between:
        environment = with_faults(_behind(corner, between), *waiting)
        with processes.worker(environment, "projects,hours") as running:
            corner.put(*map(message, FIRST))
            corner.put(message(organisation("team-1")), source="registry", type_=REGISTERED)
            eventually(lambda: all(file.exists() for file in reached))
            between.cut_all()
            eventually(lambda: corner.left() == 0 == corner.left(ORGANISATIONS))
            for file in reached:
                file.unlink()
            corner.put(*map(message, LATER))
            corner.put(message(organisation("team-2")), source="registry", type_=REGISTERED)
            assert_each_once(corner, SUBJECTS)
            inbox = corner.database("projects")["inbox"]
            eventually(lambda: inbox.count_documents({}) == 2)
            assert processes.get(f"{running.ops_address}/readyz").is_success
        _assert_nothing_left(corner)
        assert corner.left(ORGANISATIONS) == 0


def acknowledgement(passes: bool) -> Callable[[Corner, Path], None]:
    """The connection is lost with an acknowledgement, before or after the broker got it."""

    def scenario(corner: Corner, folder: Path) -> None:
        with proxy(corner.broker_uri) as between:
            between.cut_at(Cut(CLIENT, ACK, passes=passes))
            with processes.worker(_behind(corner, between), "hours") as running:
                corner.put(*map(message, FIRST))
                eventually(lambda: between.cuts == 1)
                corner.put(*map(message, LATER))
                assert_each_once(corner, SUBJECTS)
                assert running.process.poll() is None
            _assert_nothing_left(corner)

    return scenario


def failed_acknowledgement(corner: Corner, folder: Path) -> None:
    """It could not be written, and nothing else tells that the connection is of no use."""
    failing = with_faults(corner.environment, Fault("handler acknowledges", "fail"))
    with processes.worker(failing, "hours") as running:
        corner.put(*map(message, FIRST))
        # It takes a new connection, on which the broker delivers again.
        eventually(lambda: metric(running.ops_address, "kapok_inbox_duplicates_total", service="hours") > 0)
        corner.put(*map(message, LATER))
        assert_each_once(corner, SUBJECTS)
        assert running.process.poll() is None
    _assert_nothing_left(corner)


def publishing(cut: Cut) -> Callable[[Corner, Path], None]:
    """The relay's connection is lost in the middle of its messages, or with the broker's word for them."""

    def scenario(corner: Corner, folder: Path) -> None:
        corner.log_attendance(FIRST)
        with proxy(corner.broker_uri) as between:
            between.cut_at(dataclasses.replace(cut))
            with (
                processes.worker(with_faults(_behind(corner, between), **SOON), "projects") as running,
                processes.worker(corner.environment, "hours"),
            ):
                eventually(lambda: between.cuts == 1)
                corner.log_attendance(LATER)
                assert_each_once(corner, SUBJECTS)
                assert running.process.poll() is None
            _assert_nothing_left(corner)

    return scenario


def silent(corner: Corner, folder: Path) -> None:
    """Nothing passes any more, and nobody is told: the heartbeats find out, on both sides."""
    with proxy(corner.broker_uri) as between:
        environment = with_faults(_behind(corner, between), **SOON)
        with processes.worker(environment, "projects,hours") as running:
            corner.log_attendance(FIRST)
            eventually(lambda: corner.database("hours")["held"].count_documents({}) == len(FIRST))
            between.silence()
            corner.log_attendance(LATER)
            assert_each_once(corner, SUBJECTS)
            assert running.process.poll() is None
        _assert_nothing_left(corner)


SCENARIOS: dict[str, Callable[[Corner, Path], None]] = {
    "during a handler": during_handler,
    "between the handlers of two services": between_handlers,
    "before an acknowledgement": acknowledgement(passes=False),
    "after an acknowledgement": acknowledgement(passes=True),
    "an acknowledgement that cannot be written": failed_acknowledgement,
    "in the middle of publishing": publishing(Cut(CLIENT, PUBLISH, nth=50)),
    "silent in the middle of publishing": publishing(Cut(CLIENT, PUBLISH, nth=50, silently=True)),
    "before the broker's word": publishing(Cut(SERVER, ACK)),
    "silent": silent,
}


def _behind(corner: Corner, between: Proxy) -> dict[str, str]:
    return {**corner.environment, "KAPOK_BROKER_URI": between.uri}


def _assert_nothing_left(corner: Corner) -> None:
    """With the worker gone, what it did not acknowledge would be ready again."""
    assert corner.left() == 0
