"""Whose turn it is among a service's handlers, and when one that has time takes its own."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager

import eventlet
import pytest

from shared.messaging import turns
from shared.messaging.turns import Leisure, Rush, Turns


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

    def handle(name: str, turn: AbstractContextManager[None]) -> None:
        with turn:
            done.append(f"{name} begins")
            eventlet.sleep(0.01)
            done.append(f"{name} ends")

    each = {"first": whose.taken(), "second": Leisure(whose, 500).taken(1)}
    threads = [eventlet.spawn(handle, name, turn) for name, turn in each.items()]
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
        Leisure(whose, 500).wait(never, never)
        done.append("counted")

    threads = [eventlet.spawn(decide), eventlet.spawn(count)]
    for thread in threads:
        thread.wait()
    assert ["decided 0", "decided 1", "decided 2", "counted"] == done


def test_who_has_time_waits_for_all_services_of_the_process() -> None:
    """They share its time, and mostly the store's: what nobody waits for is not taken beside what somebody does."""
    rush, done = Rush(), []
    others, own = Turns(rush), Turns(rush)

    def decide() -> None:
        with others.taken():
            eventlet.sleep(0.1)
            done.append("decided")

    def count() -> None:
        Leisure(own, 500).wait(never, never)
        done.append("counted")

    threads = [eventlet.spawn(decide), eventlet.spawn(count)]
    for thread in threads:
        thread.wait()
    assert ["decided", "counted"] == done


def test_what_still_comes_is_waited_for_until_a_whole_batch_is_there() -> None:
    """Figures of one more presence cost as much as those of a hundred."""
    leisure, arrived = Leisure(Turns(), 500, longest_seconds=60), []

    def arrive() -> None:
        for number in range(20):
            arrived.append(number)
            leisure.came()
            eventlet.sleep(0.01)

    leisure.came()
    thread = eventlet.spawn(arrive)
    leisure.wait(never, lambda: len(arrived) >= 10)
    assert 10 <= len(arrived) < 20
    leisure.wait(never, never)
    assert len(arrived) == 20
    thread.wait()


def test_who_waited_too_long_goes_on_until_it_has_caught_up() -> None:
    """Under a load without end it falls behind by so much and no more; then it has time again."""
    whose = Turns()
    leisure = Leisure(whose, 500, longest_seconds=0.05)
    with whose.taken():
        leisure.wait(never, never)
        leisure.wait(pytest.fail, pytest.fail)
        leisure.caught_up()
        begun = time.monotonic()
        leisure.wait(never, never)
    assert time.monotonic() - begun >= 0.05


def test_what_is_given_up_is_not_waited_for() -> None:
    """The process stops, or the connection is lost: the broker delivers again."""
    whose = Turns()
    leisure = Leisure(whose, 500)
    with whose.taken():
        leisure.wait(lambda: True, never)
    assert not leisure.is_late


def test_a_batch_beside_others_is_as_large_as_it_may_take_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes meanwhile waits for its end: it grows while a whole one takes little, and is halved otherwise."""
    whose = Turns()
    leisure, sizes = Leisure(whose, 150), []
    with whose.rush.wanting():
        for longest in (60, 60, 0, 0, 0, 0, 0):
            monkeypatch.setattr(turns, "LONGEST_TURN", longest)
            with leisure.taken(leisure.batch):
                eventlet.sleep(0)
            sizes.append(leisure.batch)
        monkeypatch.setattr(turns, "LONGEST_TURN", 60)
        with leisure.taken(leisure.batch - 1):
            pass
        assert [100, 150, 75, 37, 18, 10, 10, 10] == [*sizes, leisure.batch]


def test_alone_it_takes_more_and_more_until_somebody_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the store is: ten at a time a machine under load had not come to the end of a season in minutes."""
    monkeypatch.setattr(turns, "QUIET_SECONDS", 0)
    monkeypatch.setattr(turns, "LONGEST_TURN", 0)
    whose = Turns()
    leisure, sizes = Leisure(whose, 300), [0]
    for missing in (1, 0, 0, 0, 0):
        with leisure.taken(leisure.batch - missing):
            eventlet.sleep(0)
        sizes.append(leisure.batch)
    assert sizes == [0, 50, 100, 200, 300, 300]
    with leisure.taken(leisure.batch), whose.rush.wanting():
        assert leisure.batch == 50
    assert leisure.batch == 300
    with whose.rush.wanting(), leisure.taken(leisure.batch):
        assert leisure.batch == 50
    assert leisure.batch == 50


@pytest.mark.parametrize(("much_too_late", "least"), [(60, 0.3), (0, 0.1)])
def test_who_is_late_leaves_the_others_more_time_than_it_took(
    monkeypatch: pytest.MonkeyPatch, much_too_late: float, least: float
) -> None:
    """Of whatever service: between two batches of what has time they have theirs, less where it is much too late."""
    monkeypatch.setattr(turns, "MUCH_TOO_LATE", much_too_late)
    rush = Rush()
    busy, first, second = Turns(rush), *(Leisure(Turns(rush), 500, longest_seconds=0) for _ in range(2))
    with busy.taken():
        first.wait(never, never)
        with first.taken(1):
            eventlet.sleep(0.1)
        begun = time.monotonic()
        second.wait(never, never)
    assert time.monotonic() - begun >= least
