"""One contestant of `kapok bench matching`, in a process of its own, so that its memory is its own.

`python -m tests.bench.rosters CONTESTANT VOLUNTEERS SHIFTS` prints its figures as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from services.matching.rosters.assignment import Filled, figures, gini, minutes
from services.matching.rosters.baselines import at_random, greedy
from services.matching.rosters.coarse import coarse
from services.matching.rosters.pairing import pair
from services.matching.rosters.policy import EVEN
from services.matching.rosters.problem import Problem
from services.matching.rosters.solving import assign
from tests.bench import province

KB = 1024


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


def run(contestant: str, volunteers: int, shifts: int) -> dict[str, Any]:
    """The figures of one contestant; seconds are of the processor."""
    inputs = coarse(province.inputs(volunteers, shifts), EVEN)
    began = time.process_time()
    problem = pair(inputs, EVEN)
    paired = time.process_time()
    places = CONTESTANTS[contestant](problem)
    solved = time.process_time()
    found = figures(problem, places)
    return {
        **vars(found),
        "fill_rate": round(found.filled / found.places, 4),
        "coverage": round(found.covered_shifts / found.shifts, 4),
        "gini_of_minutes": round(gini(minutes(problem, places)), 4),
        "pairs": sum(len(one.offers) for one in problem.options),
        "offers": len(problem.offers),
        "pairing_seconds": round(paired - began, 2),
        "solving_seconds": round(solved - paired, 2),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB, 1),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))) + "\n")
