"""Rosters of several cities over workers: side by side, taken over from one that is killed, solved once."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from pathlib import Path

from cli.stack.stack import Stack
from services.matching.cities import repository, usecases
from services.matching.rosters.selection import Selection
from shared.store import outbox
from shared.store.transaction import Store
from tests import processes
from tests.faults.corner import corner, message, published
from tests.integration.matching.test_cities import CITIES, province
from tests.integration.matching.test_rosters import told

BROKEN = "KV10"
"""A volunteer of the second city whose personal facts cannot be opened."""


def states(store: Store, run: str) -> list[str]:
    """The state of each city."""
    return [one["state"] for one in repository.tasks(store, run)]


def test_cities_are_solved_by_whichever_worker_is_free(stack: Stack) -> None:
    """Two workers have a city each, one waits; a worker is killed, all is delivered twice: each city is solved once.

    The first city's roster cannot be opened while somebody else writes on the run: so both are certainly at work.
    """
    with corner(stack, ("matching", "hours")) as own, ExitStack() as workers:
        store = own.store("matching")
        province(store)
        store.database["volunteers"].update_one({"_id": BROKEN}, {"$set": {"personal": "broken"}})
        shifts = usecases.shifts_by_city(store, Selection())
        run = store.transact(lambda transaction: usecases.ask(transaction, shifts, {}))
        asked = told(store, "roster.asked.v1")
        with own.client.start_session() as session:
            session.start_transaction()
            store.database["roster_runs"].update_one({"_id": run}, {"$set": {"held": True}}, session=session)
            victim, _ = (workers.enter_context(processes.worker(own.environment, "matching")) for _ in range(2))
            processes.eventually(lambda: states(store, run).count("solving") == 2)
            assert 1 == states(store, run).count("waiting")
            own.put(*map(message, asked), source="matching", type_="roster.asked.v1")
            victim.process.send_signal(signal.SIGKILL)
            assert victim.process.wait() == -signal.SIGKILL
            session.abort_transaction()
        own.eventually(lambda: usecases.progress(store, run)["complete"])
        processes.eventually(lambda: own.left("matching.roster.asked.v1") == 0)
        assert ["solved", "failed", "solved"] == states(store, run)
        processes.eventually(lambda: outbox.pending_events(store.database) == 0)
        events = published(store.database)
        data = [one["data"] for one in events if one["type"] == "match.proposed.v2"]
        proposed = [(one["shift_ref"], one["volunteer_ref"]) for one in data]
        assert len(set(proposed)) == len(proposed) == 8 == usecases.progress(store, run)["filled"]
        assert [one["type"] for one in events].count("roster.solved.v2") == 2


def test_a_worker_carries_no_solver_while_a_city_is_solved(stack: Stack) -> None:
    """The process that solved it is gone when it is solved, and the worker is as small as before."""
    with corner(stack, ("matching",)) as own, processes.worker(own.environment, "matching") as running:
        store = own.store("matching")
        province(store)
        before = memory(running.process.pid)
        shifts = usecases.shifts_by_city(store, Selection(), CITIES[:1])
        run = store.transact(lambda transaction: usecases.ask(transaction, shifts, {}))
        own.eventually(lambda: usecases.progress(store, run)["complete"])
        assert ["solved"] == states(store, run)
        processes.eventually(lambda: not children(running.process.pid))
        assert memory(running.process.pid) < min(before + 10, 120)


def memory(pid: int) -> float:
    """Megabytes that a process has in memory."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1_000 for line in lines if line.startswith("VmRSS"))


def children(pid: int) -> list[str]:
    """The processes that a process has started."""
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
