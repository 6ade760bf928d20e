"""Whose turn it is among a service's handlers, and when one that has time takes its own."""

from __future__ import annotations

import time

import eventlet
import pytest

from shared.messaging import turns
from shared.messaging.turns import Leisure, Turns


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quiet comes soon: what is asserted is in which order things happen, never how long they take."""
    monkeypatch.setattr(turns, "QUIET_SECONDS", 0.05)
    monkeypatch.setattr(turns, "LOOK_EVERY", 0.01)


def never() -> bool:
    """What waits is not given up."""
    return False


def test_one_handler_runs_at_a_time() -> None:
    """Be it one that has time: two would write on the same documents."""
    whose, done = Turns(), []

    def handle(name: str, turn: turns.Turn) -> None:
        with turn():
            done.append(f"{name} begins")
            eventlet.sleep(0.01)
            done.append(f"{name} ends")

    threads = [eventlet.spawn(handle, "first", whose.taken), eventlet.spawn(handle, "second", whose.taken_at_leisure)]
    for thread in threads:
        thread.wait()
    assert ["first begins", "first ends", "second begins", "second ends"] == done


def test_who_has_time_waits_until_the_others_are_quiet() -> None:
    """Decisions come first: while a handler runs, or one waits for its turn, nothing is begun."""
    whose, done = Turns(), []

    def decide() -> None:
        for number in range(3):
            with whose.taken():
                eventlet.sleep(0.02)
                done.append(f"decided {number}")

    def count() -> None:
        Leisure(whose).wait(never)
        done.append("counted")

    threads = [eventlet.spawn(decide), eventlet.spawn(count)]
    for thread in threads:
        thread.wait()
    assert ["decided 0", "decided 1", "decided 2", "counted"] == done


def test_who_waited_too_long_goes_on_until_it_has_caught_up() -> None:
    """Under a load without end it falls behind by so much and no more; then it has time again."""
    whose = Turns()
    leisure = Leisure(whose, longest_seconds=0.05)
    with whose.taken():
        leisure.wait(never)
        leisure.wait(pytest.fail)
        leisure.caught_up()
        begun = time.monotonic()
        leisure.wait(never)
    assert time.monotonic() - begun >= 0.05


def test_what_is_given_up_is_not_waited_for() -> None:
    """The process stops, or the connection is lost: the broker delivers again."""
    whose = Turns()
    leisure = Leisure(whose)
    with whose.taken():
        leisure.wait(lambda: True)
    assert not leisure.is_late
