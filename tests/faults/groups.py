"""Scenarios of commands that come together: an api whose first command is in its transaction until all others wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx

from shared.store import outbox
from shared.store.transaction import Transaction
from tests import processes
from tests.faults.corner import AFTER_KILL, Corner, assert_each_once, attendance
from tests.faults.deeds import TALLY
from tests.faults.steps import Fault, with_faults
from tests.processes import eventually

PATH, SCOPE = "/projects/v1/attendance", "projects:write"
ANSWERED = (202, 1)
GOOD = 63
OTHERS = 8
GROUP_STEPS = {
    "group begins": 1,
    "group has looked up": 1,
    "group begins to write": 1,
    "group has written": 1,
    "group is about to write more": 1,
    "command is about to commit": 2,
    "command has committed": 2,
}
KILLS = {step.replace("command", "group"): (step, nth) for step, nth in GROUP_STEPS.items()}
Answer = tuple[int, int | None] | None
"""Status and how many rows were accepted; None where there was no answer."""


def post(client: httpx.Client, reference: str) -> Answer:
    """Send a presence with a key of its own."""
    try:
        answer = client.post(PATH, json=attendance(reference).data, headers={"Idempotency-Key": f"key-{reference}"})
    except httpx.TransportError:
        return None
    return answer.status_code, answer.json().get("accepted")


@contextmanager
def coming_together(
    corner: Corner, folder: Path, references: Sequence[str], *faults: Fault
) -> Iterator[list[Future[Answer]]]:
    """Presences that are one group: they all wait while the one before them is about to be committed."""
    held, waiting = folder / "held", folder / "waiting"
    waiting.touch()
    first = Fault("command is about to commit", "wait", file=str(held))
    noted = Fault("command waits for its group", "note", nth=0, file=str(waiting))
    threads = len(references) + 1
    numbers = {"server__THREADS": threads, "groups__GROUPS_AT_ONCE": 1}
    if any(fault.at == "group is about to write more" for fault in faults):
        numbers["together__TAKES_BULKS"] = 1_000
    environment = with_faults(corner.environment, first, noted, *faults, **numbers)
    with (
        processes.api(environment, corner.settings, "projects", SCOPE) as client,
        ThreadPoolExecutor(threads) as pool,
    ):
        before = pool.submit(post, client, "before")
        eventually(held.exists)
        sent = [pool.submit(post, client, one) for one in references]
        eventually(lambda: waiting.stat().st_size == threads)
        held.unlink()
        yield [before, *sent]


def group_killed(corner: Corner, folder: Path, *, step: str) -> None:
    """The api is killed at a step of a group's transaction; all clients send again, to another api."""
    references = [f"a-{number}" for number in range(OTHERS)]
    every, (at, nth) = ["before", *references], KILLS[step]
    with coming_together(corner, folder, references, Fault(at, "kill", nth)) as sent:
        answers = dict(zip(every, [one.result() for one in sent], strict=True))
    rows = corner.database("projects")["attendance"]
    # Who has an answer has it for good.
    assert {one for one, answer in answers.items() if answer} <= {one["_id"] for one in rows.find()}
    assert not any(answers[one] for one in references)
    with processes.api(corner.environment, corner.settings, "projects", SCOPE) as client:
        client.timeout = AFTER_KILL
        for _ in range(2):
            assert [ANSWERED] * len(every) == [post(client, one) for one in every]
    assert sorted(every) == sorted(one["_id"] for one in rows.find())
    with processes.worker(corner.environment, "projects,hours"):
        assert_each_once(corner, every)


def one_poisonous(corner: Corner, folder: Path) -> None:
    """One command of 64 fails when it has written: the 63 good ones are answered, and are one commit all the same."""
    good, database = [f"a-{number}" for number in range(GOOD)], corner.database("projects")
    database.create_collection(TALLY)
    poison = Fault("presence is taken", "poison", nth=0)
    with coming_together(corner, folder, [*good[:31], "bug-1", *good[31:]], poison) as sent:
        before, *others = (one.result() for one in sent)
    assert [before, others.pop(31)] == [ANSWERED, (500, None)]
    assert [ANSWERED] * GOOD == others
    assert [] == list(database[TALLY].find())
    assert {"before", *good} == {one["_id"] for one in database["attendance"].find()}
    assert [1, GOOD] == [commit["count"] for commit in outbox.pending(database, 100)]


def meets_a_worker(corner: Corner, folder: Path) -> None:
    """A worker's transaction has written what one command of a group writes: that command alone waits for its end."""
    references, store = [f"a-{number}" for number in range(OTHERS)], corner.store("projects")
    has_written, may_end = threading.Event(), threading.Event()

    def worker(transaction: Transaction) -> None:
        transaction["attendance"].insert([{"_id": references[0], "digest": "another", "line": "another#1"}])
        transaction["attendance"].find({"line": "another#1"})  # has it written now
        has_written.set()
        may_end.wait()

    with ThreadPoolExecutor(1) as pool:
        try:
            done = pool.submit(store.transact, worker)
            has_written.wait()
            with coming_together(corner, folder, references) as (before, meeting, *others):
                assert [ANSWERED] * OTHERS == [one.result() for one in (before, *others)]
                assert not meeting.done()
                may_end.set()
                assert (done.result(), meeting.result()) == (None, (409, None))
        finally:
            may_end.set()


SCENARIOS: dict[str, Callable[[Corner, Path], None]] = {
    **{step: partial(group_killed, step=step) for step in KILLS},
    "one poisonous command": one_poisonous,
    "a group meets a worker": meets_a_worker,
}
