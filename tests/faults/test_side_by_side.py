"""Processes that fail at a named step, connections cut at a chosen frame: the end is as if nothing had happened.

All scenarios go on side by side, each in a corner of its own. Those that are killed in a transaction wait up to a
minute for the store to give it up: they begin first and take nobody's place, and the others are done meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from cli.stack.stack import Stack
from tests.faults import cuts, groups, kills
from tests.faults.corner import Corner, corner

SIDE_BY_SIDE = 4
"""Of those that do not wait for the store; each of them works all the time."""
WAIT_LONGEST = "about to"
SCENARIOS: dict[str, Callable[[Corner, Path], None]] = {**kills.SCENARIOS, **cuts.SCENARIOS, **groups.SCENARIOS}


class SideBySide:
    """The scenarios of the selected tests, begun together.

    Calling it with a name waits for that scenario, and raises what it raised.
    """

    def __init__(self, stack: Stack, folder: Path, names: list[str]) -> None:
        self._stack, self._folder = stack, folder
        waiting = [name for name in names if WAIT_LONGEST in name]
        others = [name for name in names if name not in waiting]
        self._pools = ThreadPoolExecutor(len(waiting) or 1), ThreadPoolExecutor(SIDE_BY_SIDE)
        self._begun: dict[str, Future[None]] = {
            name: pool.submit(self._run, name)
            for pool, some in zip(self._pools, (waiting, others), strict=True)
            for name in some
        }

    def __call__(self, name: str) -> None:
        self._begun[name].result()

    def end(self) -> None:
        """Begin no other one, and wait for those that go on."""
        for pool in self._pools:
            pool.shutdown(cancel_futures=True)

    def _run(self, name: str) -> None:
        folder = self._folder / name.replace(" ", "-")
        folder.mkdir()
        with corner(self._stack) as own:
            SCENARIOS[name](own, folder)


@pytest.fixture(scope="module")
def outcome_of(
    stack: Stack, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SideBySide]:
    """Waits for a scenario."""
    mine = (item for item in request.session.items if item.path == request.path)
    names = [item.callspec.params["scenario"] for item in mine if isinstance(item, pytest.Function)]
    begun = SideBySide(stack, tmp_path_factory.mktemp("scenarios"), names)
    yield begun
    begun.end()


@pytest.mark.parametrize("scenario", kills.WORKER_STEPS)
def test_a_worker_killed_at_a_step(outcome_of: SideBySide, scenario: str) -> None:
    """Every presence is held, told of and published once, whatever the worker or its relay was doing."""
    outcome_of(scenario)


@pytest.mark.parametrize("scenario", kills.INBOX_STEPS)
def test_a_handler_with_an_inbox_killed_at_a_step(outcome_of: SideBySide, scenario: str) -> None:
    """What the inbox knows is done, and what is not done the inbox does not know."""
    outcome_of(scenario)


@pytest.mark.parametrize("scenario", kills.API_STEPS)
def test_an_api_killed_at_a_step(outcome_of: SideBySide, scenario: str) -> None:
    """The client sends the same request again: one effect, and the answer that was lost."""
    outcome_of(scenario)


@pytest.mark.parametrize("scenario", ["paused relay"])
def test_a_paused_relay_wakes_up_with_an_old_lease(outcome_of: SideBySide, scenario: str) -> None:
    """Its successor has published and marked meanwhile: positions have no gap, each event has one position."""
    outcome_of(scenario)


@pytest.mark.parametrize("scenario", ["busy handler"])
def test_a_handler_busy_for_longer_than_the_heartbeat(outcome_of: SideBySide, scenario: str) -> None:
    """The broker drops the connection and delivers again; the process lives, and goes on."""
    outcome_of(scenario)


@pytest.mark.parametrize("scenario", cuts.SCENARIOS)
def test_a_connection_cut_at_a_frame(outcome_of: SideBySide, scenario: str) -> None:
    """No message is lost, none has two effects or runs twice at a time, and the connection comes back."""
    outcome_of(scenario)


@pytest.mark.parametrize("scenario", groups.KILLS)
def test_a_group_killed_at_a_step(outcome_of: SideBySide, scenario: str) -> None:
    """Nobody has an answer who must send again in vain; whoever sends again gets the first answer, and one effect."""
    outcome_of(scenario)


@pytest.mark.parametrize("scenario", ["one poisonous command"])
def test_one_poisonous_command_among_63_good_ones(outcome_of: SideBySide, scenario: str) -> None:
    """It alone fails, and the others are not taken one by one for it."""
    outcome_of(scenario)


@pytest.mark.parametrize("scenario", ["a group meets a worker"])
def test_a_group_that_meets_a_workers_transaction(outcome_of: SideBySide, scenario: str) -> None:
    """Who met it waits for it, the others do not."""
    outcome_of(scenario)
