"""The store away for half a minute in the middle of a load: nothing lost, nothing twice, no dead letter."""

from __future__ import annotations

from cli.stack.stack import Stack
from tests import processes
from tests.faults import outages
from tests.faults.corner import Corner, assert_each_once, attendance, message
from tests.faults.steps import Fault, with_faults
from tests.processes import eventually

MESSAGES = 10_000
AWAY_SECONDS = 30.0


def test_the_store_is_away_for_30_seconds(stack: Stack, corner: Corner) -> None:
    """Its requests hang, then are cut off without an answer, then find nobody; then it is there again."""
    events = [attendance(number) for number in range(MESSAGES)]
    corner.log_attendance(events, 250)
    with processes.worker(corner.environment, "projects,hours") as running:
        held = corner.database("hours")["held"]
        eventually(lambda: held.count_documents({}) >= MESSAGES // 10)
        outages.take_store_away(stack, AWAY_SECONDS)
        assert held.count_documents({}) < MESSAGES
        assert_each_once(corner, [event.subject for event in events])
        assert running.process.poll() is None


def test_an_answer_that_is_lost_is_no_fault_of_the_message(corner: Corner) -> None:
    """The store is there, but a connection to it was not: the message is handled again, not put aside."""
    with processes.worker(with_faults(corner.environment, Fault("use case begins", "outage")), "hours"):
        corner.put(message(attendance(1)))
        assert_each_once(corner, ["a-1"])
