"""One contestant of `kapok bench matching`, in a process of its own, so that its memory is its own.

`python -m tests.bench.rosters CONTESTANT VOLUNTEERS SHIFTS` prints its figures as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from services.matching.rosters.assignment import Filled, figures
from services.matching.rosters.baselines import at_random, greedy
from services.matching.rosters.pairing import pair
from services.matching.rosters.policy import COARSE
from services.matching.rosters.problem import Inputs, Problem
from services.matching.rosters.solving import assign
from tests.bench import province

KB = 1024
MINUTE = 60


def bare(problem: Problem) -> list[Filled]:
    """The best assignment where nothing overlaps: all pairs as one flow, handed to the solver as arrays."""
    counts = [len(one.offers) for one in problem.options]
    shifts = np.repeat(np.arange(len(counts)), counts)
    offers = np.concatenate([np.frombuffer(one.offers, np.int64) for one in problem.options if one.offers])
    costs = np.concatenate([np.frombuffer(one.costs, np.int64) for one in problem.options if one.costs])
    first, sink = len(counts), len(counts) + len(problem.offers)
    flow = SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(shifts, offers + first, np.ones_like(costs), costs - costs.min())
    ends = np.arange(first, sink)
    flow.add_arcs_with_capacity_and_unit_cost(ends, np.full_like(ends, sink), np.ones_like(ends), np.zeros_like(ends))
    for number, shift in enumerate(problem.shifts):
        flow.set_node_supply(number, shift.capacity)
    flow.set_node_supply(sink, -sum(shift.capacity for shift in problem.shifts))
    if flow.solve_max_flow_with_min_cost() != SimpleMinCostFlow.OPTIMAL:
        raise RuntimeError("the flow was not solved")
    taken = np.flatnonzero(flow.flows(arcs))
    return [Filled(int(shifts[n]), int(offers[n]), int(costs[n])) for n in taken]


CONTESTANTS: dict[str, Callable[[Problem], list[Filled]]] = {
    "kapok": assign,
    "bare solver": bare,
    "greedy": greedy,
    "random": at_random,
}


def gini(values: Sequence[int]) -> float:
    """How unevenly something is spread: 0 where all have the same, near 1 where one has all."""
    ordered, total = sorted(values), sum(values)
    if not total:
        return 0.0
    ranked = sum(rank * value for rank, value in enumerate(ordered, 1))
    return 2 * ranked / (len(ordered) * total) - (len(ordered) + 1) / len(ordered)


def minutes(inputs: Inputs, problem: Problem, places: Sequence[Filled]) -> list[int]:
    """What each volunteer who offers time has served and would serve, in minutes."""
    served: Counter[str] = Counter()
    for number, one in inputs.workload.intervals():
        served[number] += one.minutes
    for place in places:
        shift, name = problem.shifts[place.shift], problem.offers[place.offer].volunteer_ref
        served[inputs.volunteers[name].number] += int((shift.ends_at - shift.starts_at).total_seconds()) // MINUTE
    return [served[one.number] for one in inputs.volunteers.values()]


def run(contestant: str, volunteers: int, shifts: int) -> dict[str, Any]:
    """The figures of one contestant; seconds are of the processor."""
    inputs = province.inputs(volunteers, shifts)
    began = time.process_time()
    problem = pair(inputs, COARSE)
    paired = time.process_time()
    places = CONTESTANTS[contestant](problem)
    solved = time.process_time()
    found = figures(problem, places)
    return {
        **vars(found),
        "fill_rate": round(found.filled / found.places, 4),
        "coverage": round(found.covered_shifts / found.shifts, 4),
        "gini_of_minutes": round(gini(minutes(inputs, problem, places)), 4),
        "pairs": sum(len(one.offers) for one in problem.options),
        "offers": len(problem.offers),
        "pairing_seconds": round(paired - began, 2),
        "solving_seconds": round(solved - paired, 2),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB, 1),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))) + "\n")
