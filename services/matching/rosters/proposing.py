"""A solved roster's places are proposed, in parts, and it is told when all are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from services.matching.rosters import repository
from services.matching.rosters.assignment import Figures, Filled
from services.matching.rosters.cost import way
from services.matching.rosters.fixing import FIXED, Fixed
from services.matching.rosters.lying import PLACES, places
from services.matching.rosters.policy import RosterPolicy
from services.matching.rosters.problem import Inputs, Problem, explain
from services.matching.rosters.solving import Roster
from shared import clock
from shared.store.client import Document
from shared.store.transaction import Store, Transaction

PART = 1_000
"""Most places of one transaction, so that it stays short."""
Note = Callable[[Transaction], None]


class Solved(NamedTuple):
    """A solved roster, and what it was made of."""

    inputs: Inputs
    rules: RosterPolicy
    problem: Problem
    roster: Roster
    fixed: Fixed


def named(problem: Problem, solved: Roster) -> list[list[str]]:
    """Shift and volunteer of every place, by their references, sorted."""
    return _places_of(problem, solved.assignment)


def _places_of(problem: Problem, places: Sequence[Filled]) -> list[list[str]]:
    return sorted([problem.shifts[place.shift].ref, problem.offers[place.offer].volunteer_ref] for place in places)


def kept_and_not(found: Solved) -> Document:
    """The fixed places that are kept, and those that cannot be, with the reasons."""
    not_kept = [asdict(one) for one in found.fixed.not_kept]
    return {"fixed": _places_of(found.problem, found.fixed.places), "not_kept": not_kept}


def propose(store: Store, identifier: str, found: Solved, note: Note) -> None:
    """Propose a roster's places, in several transactions; what is proposed already is not once more."""
    document = prepare(store, identifier, found)

    def begin(transaction: Transaction) -> None:
        note(transaction)
        repository.open_roster(transaction, identifier, document)

    store.transact(begin)
    finish(store, identifier)


def prepare(store: Store, identifier: str, found: Solved) -> Document:
    """Keep what a roster is to propose, so that whoever finishes it needs to solve nothing; and how it is to be stored.

    A plan is written again while it is the same: its roster's name is made of all that it rests on.
    """
    proposals = _proposals(identifier, found)
    parts = [proposals[start : start + PART] for start in range(0, len(proposals), PART)] or [[]]
    repository.save_plan(store, identifier, parts)
    return {
        **_roster(found.roster, found.rules, len(parts)),
        **kept_and_not(found),
        PLACES: places(found.inputs.shifts),
    }


def finish(store: Store, identifier: str) -> None:
    """Propose what a roster that is stored has planned and not proposed yet.

    Raises:
        RuntimeError: there is no plan of it any more; who asks for the roster again makes it anew.
    """
    while store.transact(lambda transaction: _propose_part(transaction, identifier)):
        pass
    repository.forget_plan(store, identifier)


def _propose_part(transaction: Transaction, identifier: str) -> bool:
    """Store the next part and propose its places, with the last one tell that the roster is solved; whether one was."""
    proposals = repository.next_part(transaction, identifier)
    if proposals is None:
        return False
    repository.add_part(transaction, identifier, [(one["shift_ref"], one["volunteer_ref"]) for one in proposals])
    for one in proposals:
        transaction.publish("match.proposed.v2", one["shift_ref"], one)
    stored = repository.completed(transaction, identifier)
    if stored is not None:
        transaction.publish("roster.solved.v2", identifier, _solved(identifier, stored))
    return True


def _proposals(identifier: str, found: Solved) -> list[dict[str, Any]]:
    inputs, rules, problem, solved, fixed = found
    proposals, kept = [], {(place.shift, place.offer) for place in fixed.places}
    for place in solved.assignment:
        shift = problem.shifts[place.shift]
        volunteer = inputs.volunteers[problem.offers[place.offer].volunteer_ref]
        proposals.append(
            {
                "roster": identifier,
                "shift_ref": shift.ref,
                "volunteer": volunteer.number,
                "volunteer_ref": volunteer.ref,
                "band": rules.band(way(shift, volunteer)),
                "reasons": [
                    *explain(shift, volunteer, problem.options[place.shift].median, inputs.workload, rules),
                    *([FIXED] if (place.shift, place.offer) in kept else ()),
                ],
                "policy": rules.reference,
            }
        )
    return proposals


def _roster(solved: Roster, rules: RosterPolicy, parts: int) -> Document:
    return {
        "solved_at": clock.now(),
        "policy": rules.reference,
        "parts": parts,
        **told(solved.figures),
        "greedy": told(solved.greedy),
        "random": told(solved.random),
    }


def told(figures: Figures) -> Document:
    """Without the cost: that of one shift and one offer would tell a distance. Evenness is told in hundredths."""
    shown = {name: value for name, value in vars(figures).items() if name != "total_cost"}
    spread = figures.gini_of_minutes
    return {**shown, "gini_of_minutes": None if spread is None else round(spread, 2)}


def _solved(identifier: str, stored: Document) -> dict[str, Any]:
    names = ("filled", "places", "covered_shifts", "shifts", "policy")
    told = {name: stored[name] for name in names}
    return {"roster": identifier, "solved_at": clock.to_text(stored["solved_at"]), **told}
