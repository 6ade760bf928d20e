"""A city's roster is solved and proposed, in a process of its own: the one place of the subject that has the solver."""

from __future__ import annotations

import structlog

from services.matching.cities import repository
from services.matching.cities.domain import BROKE, FAILED, FIGURES, SOLVED, TOO_MANY_OVERLAPS
from services.matching.facts import repository as facts
from services.matching.rosters import proposing, usecases
from services.matching.rosters import repository as rosters
from services.matching.rosters.overlaps import UnsolvedError
from services.matching.rosters.problem import Inputs
from services.matching.rosters.proposing import Solved, named
from services.matching.rosters.replanning import Replanning, left
from shared.store.client import Document, is_outage
from shared.store.transaction import Store, Transaction

log = structlog.get_logger()


def solve(store: Store, name: str) -> None:
    """Solve a city's roster and propose its places; a failure is the task's outcome, and no other city's.

    Who is killed here leaves a task that is taken again: what is not proposed yet is solved anew, and what is planned
    to be proposed is proposed as planned, whatever has been heard meanwhile.

    Raises:
        PyMongoError: the store is away; the task is as it was.
    """
    task = repository.begin(store, name)
    if task is None:
        return
    try:
        identifier = task["roster"] or _opened(store, task)
        proposing.finish(store, identifier)
    except UnsolvedError:
        _settle(store, task, FAILED, reason=TOO_MANY_OVERLAPS)
    except Exception as error:
        if is_outage(error):
            raise
        log.error("a city's roster could not be solved", task=name, exc_info=error)
        _settle(store, task, FAILED, reason=BROKE)
    else:
        found = usecases.roster(store, identifier)
        _settle(store, task, SOLVED, figures={figure: found[figure] for figure in FIGURES})


def _opened(store: Store, task: Document) -> str:
    """The name of the roster, all of whose places are to be proposed, and nobody's who has one in another city."""
    rules = usecases.policy_of_today()
    inputs = rosters.inputs_in_city(
        store, task["city_code"], facts.shifts_named(store, task["shifts"]), rules.workload_days
    )
    replanning = _replanning(store, task)
    while True:
        identifier, found = usecases.to_propose(store, inputs, replanning)
        opened, elsewhere = _open(store, task, identifier, found, inputs)
        if opened != identifier:
            rosters.forget_plan(store, identifier)
        if opened:
            return opened
        inputs = left(inputs, {ref for ref, one in inputs.volunteers.items() if one.number in elsewhere})


def _open(
    store: Store, task: Document, identifier: str, found: Solved | None, inputs: Inputs
) -> tuple[str | None, set[str]]:
    """Store the roster, unless somebody of it has a place in another city; which one is stored, and who that is."""
    document = proposing.prepare(store, identifier, found) if found else None
    placed = named(found.problem, found.roster) if found else rosters.assignments(store, identifier)
    people = sorted({inputs.volunteers[reference].number for _, reference in placed})

    def opened(transaction: Transaction) -> tuple[str | None, set[str]]:
        if before := repository.roster_of(transaction, task):
            return before, set()
        if elsewhere := repository.placed_elsewhere(transaction, task, people):
            return None, elsewhere
        repository.open_roster(transaction, task, identifier, people)
        if document:
            rosters.open_roster(transaction, identifier, document)
        return identifier, set()

    return store.transact(opened)


def _replanning(store: Store, task: Document) -> Replanning:
    keep, run = task["keep"], repository.run(store, task["run"]) or {}
    stayed = usecases.places_of(store, keep) if keep else frozenset()
    return Replanning(stayed, frozenset(run.get("without", ())))


def _settle(store: Store, task: Document, state: str, **facts: object) -> None:
    store.transact(lambda transaction: repository.settle(transaction, task, state, **facts))
