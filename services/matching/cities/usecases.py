"""Use cases of rosters of several cities, without the solver: asking for them, seeing one through, how far they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import structlog

from services.matching.cities import domain, repository
from services.matching.facts import repository as facts
from services.matching.facts.domain import Shift
from services.matching.rosters import repository as rosters
from services.matching.rosters.lying import PLACES, places, reaches
from services.matching.rosters.selection import Selection
from shared import clock, ids
from shared.events.envelope import Event
from shared.rules.faults import Unknown
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from shared.where import EVERYWHERE, Where

log = structlog.get_logger()
TRIES = 3
"""Of a process that is killed, for its memory say: another worker may have more."""
LOST_THE_STORE = 75
"""The exit code of a process that the store failed."""
Shifts = Mapping[str, list[Shift]]


def shifts_by_city(store: Store, selection: Selection, cities: Collection[str] = ()) -> Shifts:
    """The shifts of a selection, by city; of some cities or of all."""
    found: dict[str, list[Shift]] = defaultdict(list)
    for shift in facts.shifts(store, selection.first, selection.last):
        if selection.has(shift) and (not cities or shift.city_code in cities):
            found[shift.city_code].append(shift)
    return dict(sorted(found.items()))


def rosters_of(store: Store, run: str, where: Where = EVERYWHERE) -> dict[str, str]:
    """The solved rosters of a run, by city.

    Raises:
        Unknown: see `progress`.
    """
    return {one["city_code"]: one["roster"] for one in progress(store, run, where)["cities"] if one["roster"]}


def ask(transaction: Transaction, shifts: Shifts, keep: Mapping[str, str], without: Iterable[str] = ()) -> str:
    """Have the roster of each city solved by whichever worker is free; the name of what was asked.

    Args:
        keep: the rosters that are planned again, by city.
        without: the references of those who dropped out.
    """
    name = ids.new_id()
    where = places(shift for some in shifts.values() for shift in some)
    run = {"_id": name, "asked_at": clock.to_text(clock.now()), PLACES: where, "without": sorted(without)}
    named = {city: sorted(shift.ref for shift in some) for city, some in shifts.items()}
    repository.save(transaction, run, named, keep)
    for city in named:
        task = repository.name_of(name, city)
        transaction.publish("roster.asked.v1", task, {"task": task, "run": name, "city_code": city})
    return name


def progress(store: Store, name: str, where: Where = EVERYWHERE) -> dict[str, Any]:
    """How far the rosters of a run are, each city's and all together.

    Args:
        where: where who asks may act; a run lies in the places of all its shifts.

    Raises:
        Unknown: there is none of this name, or one with a shift out of reach.
    """
    run = repository.run(store, name)
    if run is None or not reaches(where, run):
        raise Unknown("run of rosters")
    tasks = repository.tasks(store, name)
    return {"run": name, "asked_at": run["asked_at"], **domain.progress(tasks), "cities": list(map(_shown, tasks))}


def see_through(store: Store, name: str, process: Callable[[str], int]) -> None:
    """Have a city's roster solved by a process of its own. When it returns, something has become of the task.

    Args:
        process: runs it to its end, and gives its exit code.
    """
    tries = 0
    while (task := repository.task(store, name)) and task["state"] not in domain.SETTLED and tries < TRIES:
        tries += process(name) != LOST_THE_STORE
    if task and task["state"] not in domain.SETTLED:
        log.error("a city's roster is given up", task=name, tries=tries)
        store.transact(lambda transaction: repository.settle(transaction, task, domain.FAILED, reason=domain.ENDED))


def forget_volunteers(transaction: Transaction, events: Sequence[Event]) -> None:
    """Volunteers were erased: no roster names them or is about to propose them, no run knows who dropped out."""
    numbers = {one.data["volunteer"] for one in events}
    names = {name for one in events for name in (one.data["volunteer_ref"], *one.data.get("other_refs", ()))}
    rosters.forget(transaction, numbers, names)
    repository.forget(transaction, numbers, names)


def _shown(task: Document) -> dict[str, Any]:
    figures = task.get("figures", dict.fromkeys(domain.FIGURES))
    roster = task["roster"] if task["state"] == domain.SOLVED else None
    return {
        "city_code": task["city_code"],
        "state": task["state"],
        "reason": task.get("reason"),
        **figures,
        "roster": roster,
    }
