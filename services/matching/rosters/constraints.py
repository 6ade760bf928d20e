"""Shifts that overlap for some volunteer: no flow any more, so a constraint solver decides; the aims are the same.

It takes as long to load as half of all that an api has, and few rosters need it: who needs it loads it then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ortools.sat.python import cp_model

from services.matching.rosters.assignment import Filled
from services.matching.rosters.overlaps import UnsolvedError
from services.matching.rosters.problem import Problem

PATIENCE = 120.0
"""The most effort for one group, in the solver's deterministic seconds, so that the result depends on no machine."""


def most_places_least_cost(problem: Problem, shifts: Sequence[int], hint: Sequence[Filled]) -> list[Filled]:
    """The assignment of some shifts that fills the most places, and of those one of least cost, without overlaps.

    Solved twice: for the most places, then with that many for the least cost. One thread and a fixed seed, so that the
    same problem has the same solution.
    It begins from a `hint`, an assignment that may have overlaps.

    Raises:
        UnsolvedError: see there.
    """
    model, chosen = _model(problem, shifts)
    places = cp_model.LinearExpr.sum(list(chosen.values()))
    hinted = set(hint)
    for place, variable in chosen.items():
        model.add_hint(variable, place in hinted)
    model.maximize(places)
    filled = _solve(model, chosen)
    model.add(places == len(filled))
    model.clear_hints()  # type: ignore[no-untyped-call]
    best = set(filled)
    for place, variable in chosen.items():
        model.add_hint(variable, place in best)
    model.minimize(sum(place.cost * variable for place, variable in chosen.items()))
    return _solve(model, chosen)


def _model(problem: Problem, shifts: Sequence[int]) -> tuple[cp_model.CpModel, dict[Filled, cp_model.IntVar]]:
    """A truth value for each option; limits for each shift, each offer, and each volunteer at each moment."""
    model = cp_model.CpModel()
    chosen: dict[Filled, cp_model.IntVar] = {}
    by_offer: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    by_volunteer: dict[str, list[tuple[int, cp_model.IntVar]]] = defaultdict(list)
    for shift in shifts:
        options = problem.options[shift]
        mine = []
        for offer, cost in zip(options.offers, options.costs, strict=True):
            variable = model.new_bool_var("")
            chosen[Filled(shift, offer, cost)] = variable
            mine.append(variable)
            by_offer[offer].append(variable)
            by_volunteer[problem.offers[offer].volunteer_ref].append((shift, variable))
        model.add(cp_model.LinearExpr.sum(mine) <= problem.shifts[shift].capacity)
    for variables in by_offer.values():
        model.add_at_most_one(variables)
    for taken in by_volunteer.values():
        _one_at_a_time(problem, model, taken)
    return model, chosen


def _one_at_a_time(problem: Problem, model: cp_model.CpModel, taken: Sequence[tuple[int, cp_model.IntVar]]) -> None:
    """Intervals overlap if and only if one of them is going on when the other starts: one limit for each start."""
    for start in sorted({problem.shifts[shift].starts_at for shift, _ in taken}):
        going_on = [
            variable
            for shift, variable in taken
            if problem.shifts[shift].starts_at <= start < problem.shifts[shift].ends_at
        ]
        if len(going_on) > 1:
            model.add_at_most_one(going_on)


def _solve(model: cp_model.CpModel, chosen: dict[Filled, cp_model.IntVar]) -> list[Filled]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    # Assignments have next to no structure for these two to find; without them it takes half the time.
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.max_deterministic_time = PATIENCE
    status = solver.solve(model)
    if status != cp_model.OPTIMAL:
        raise UnsolvedError(
            f"{len(chosen)} options: {solver.status_name(status)} within {PATIENCE:.0f} deterministic s"
        )
    return [place for place, variable in chosen.items() if solver.boolean_value(variable)]
