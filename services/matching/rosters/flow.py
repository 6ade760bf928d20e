"""Shifts without overlaps: a transportation problem, solved as a flow of most places and least cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.matching.rosters.assignment import Filled
from services.matching.rosters.problem import Problem


def _nothing(_: int) -> int:
    return 0


def most_places_least_cost(
    problem: Problem, shifts: Sequence[int], load: Callable[[int], int] = _nothing
) -> list[Filled]:
    """The assignment of some shifts that fills the most places, and of those one of least cost; overlaps do not matter.

    The flow goes from each shift, which supplies its places, over its options to the offers, each of which lets one
    through. Costs are raised by a constant so that none is negative: every way has one option, so all grow alike.

    Of several such assignments it is one of least `load` in all, which is a whole number for each offer: a metre weighs
    more than the loads of all places together, so that nothing is traded.
    """
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # noqa: PLC0415  # takes long to load

    offers = sorted({offer for shift in shifts for offer in problem.options[shift].offers})
    node = {offer: len(shifts) + n for n, offer in enumerate(offers)}
    sink = len(shifts) + len(offers)
    raised = -min(min(problem.options[shift].costs) for shift in shifts)
    supply = sum(problem.shifts[shift].capacity for shift in shifts)
    loads = {offer: load(offer) for offer in offers}
    least = min(loads.values())
    metre = 1 + min(supply, len(offers)) * (max(loads.values()) - least)
    flow = SimpleMinCostFlow()
    places = []
    for source, shift in enumerate(shifts):
        options = problem.options[shift]
        for offer, cost in zip(options.offers, options.costs, strict=True):
            flow.add_arc_with_capacity_and_unit_cost(source, node[offer], 1, (cost + raised) * metre)
            places.append(Filled(shift, offer, cost))
        flow.set_node_supply(source, problem.shifts[shift].capacity)
    for offer in offers:
        flow.add_arc_with_capacity_and_unit_cost(node[offer], sink, 1, loads[offer] - least)
    flow.set_node_supply(sink, -supply)
    status = flow.solve_max_flow_with_min_cost()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise RuntimeError(f"the flow of {len(shifts)} shifts was not solved: {status}")
    return [place for arc, place in enumerate(places) if flow.flow(arc)]
