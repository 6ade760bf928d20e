"""What is stored of rosters of several cities: what was asked, and a task for each city."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from services.matching.cities.domain import SETTLED, SOLVING, WAITING, is_settled, placed_twice
from services.matching.facts import references
from shared import clock
from shared.rules.merges import merge_of
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Store, Transaction

RUNS, TASKS = "roster_runs", "roster_tasks"
PEOPLE = "people"
"""Numbers of those who have a place in a city's roster, until all cities are settled."""
WITHOUT = "without"
"""References of those who dropped out, until then."""
OPEN = "open"
"""True until then: what a run still knows of people is found by it."""


def collections(database: Database[Document]) -> None:
    """Make the collections of rosters of several cities."""
    collection(database, RUNS)
    collection(database, TASKS, index("run"))


def open_runs(database: Database[Document]) -> None:
    """Let the runs be found that are not settled."""
    database[RUNS].create_indexes([index(OPEN, sparse=True)])
    database[RUNS].update_many({WITHOUT: {"$exists": True}}, {"$set": {OPEN: True}})


def save(transaction: Transaction, run: Document, shifts: Mapping[str, Sequence[str]], keep: Mapping[str, str]) -> None:
    """Keep what was asked, and a task for each city.

    Args:
        shifts: their references, by city.
        keep: the rosters that are planned again, by city.
    """
    transaction[RUNS].insert([{**run, OPEN: True} if shifts else {name: run[name] for name in run if name != WITHOUT}])
    transaction[TASKS].insert(
        [
            {
                "_id": name_of(run["_id"], city),
                "run": run["_id"],
                "city_code": city,
                "shifts": list(some),
                "keep": keep.get(city),
                "state": WAITING,
                "roster": None,
            }
            for city, some in shifts.items()
        ]
    )


def name_of(run: str, city: str) -> str:
    """The name of a city's task."""
    return f"{run}:{city}"


def run(store: Store, name: str) -> Document | None:
    """What was asked."""
    return store.database[RUNS].find_one({"_id": name})


def tasks(store: Store, run: str) -> list[Document]:
    """The tasks of a run, by city."""
    found = store.database[TASKS].find({"run": run}, {PEOPLE: 0})
    return sorted(found, key=lambda one: one["city_code"])


def task(store: Store, name: str) -> Document | None:
    """A city's task."""
    return store.database[TASKS].find_one({"_id": name})


def begin(store: Store, name: str) -> Document | None:
    """A city's task, which is in somebody's hands from now on; None where there is nothing to do."""

    def begun(transaction: Transaction) -> Document | None:
        found = transaction[TASKS].one(name)
        if found is None or found["state"] in SETTLED:
            return None
        _change(transaction, name, state=SOLVING, begun_at=clock.to_text(clock.now()))
        return found

    return store.transact(begun)


def roster_of(transaction: Transaction, task: Document) -> str | None:
    """The roster that is opened for a city's task already, by another hand say."""
    found = transaction[TASKS].one(task["_id"])
    return found["roster"] if found else None


def placed_elsewhere(transaction: Transaction, task: Document, people: Sequence[str]) -> set[str]:
    """Who of a city's roster has a place in another city of the run, whose roster was opened before."""
    found = transaction[TASKS].find({"run": task["run"]}, {PEOPLE: 1})
    elsewhere = (number for one in found if one["_id"] != task["_id"] for number in one.get(PEOPLE, ()))
    return placed_twice(people, elsewhere, [merge_of(one) for one in transaction["merges"].find({})])


def open_roster(transaction: Transaction, task: Document, roster: str, people: Sequence[str]) -> None:
    """A city's roster is about to be proposed. Cities of a run do so one after another: each writes to the run."""
    transaction[RUNS].write([UpdateOne({"_id": task["run"]}, {"$inc": {"opened": 1}})])
    gone = references.erased_numbers(transaction, people)
    _change(transaction, task["_id"], roster=roster, **{PEOPLE: [one for one in people if one not in gone]})


def forget(transaction: Transaction, numbers: Collection[str], names: Collection[str]) -> None:
    """Runs know nothing any more of who was erased. Each is written to, so that no roster of it is opened meanwhile."""
    for run in transaction[RUNS].find({OPEN: True}):
        for one in transaction[TASKS].find({"run": run["_id"]}, {PEOPLE: 1}):
            people = one.get(PEOPLE, ())
            if any(number in numbers for number in people):
                _change(transaction, one["_id"], **{PEOPLE: [one for one in people if one not in numbers]})
        left = [ref for ref in run[WITHOUT] if ref not in names]
        change = {"$set": {WITHOUT: left}, "$inc": {"forgotten": len(numbers)}}
        transaction[RUNS].write([UpdateOne({"_id": run["_id"]}, change)])


def settle(transaction: Transaction, task: Document, state: str, **facts: Any) -> None:
    """Something became of a city's task; with the last one of a run, nobody need know any more who is placed where."""
    if (found := transaction[TASKS].one(task["_id"])) is None or found["state"] in SETTLED:
        return
    transaction[RUNS].write([UpdateOne({"_id": task["run"]}, {"$inc": {"settled": 1}})])
    _change(transaction, task["_id"], state=state, settled_at=clock.to_text(clock.now()), **facts)
    if is_settled(all_of_them := transaction[TASKS].find({"run": task["run"]}, {"state": 1})):
        transaction[TASKS].write([UpdateOne({"_id": one["_id"]}, {"$unset": {PEOPLE: ""}}) for one in all_of_them])
        transaction[RUNS].write([UpdateOne({"_id": task["run"]}, {"$unset": {WITHOUT: "", OPEN: ""}})])


def _change(transaction: Transaction, name: str, **facts: Any) -> None:
    transaction[TASKS].write([UpdateOne({"_id": name}, {"$set": facts})])
