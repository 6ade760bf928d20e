"""Who gets how many units of what: the greatest sum of weighted units, and of such the least sum of unit-metres.

A weight is a need's, whichever offer it is given. So of the allocations with the greatest sum each fills as many units
of the needs of a weight as any other one, and that many are known once one of them is found. It is found by weights
alone; then, with these numbers fixed, by metres alone. Nothing is traded, and no cost is scaled by another one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.matching.allocations.conditions import Pair, failing, way
from services.matching.resources.domain import Facts, rest
from services.matching.tilts.policy import TiltPolicy

if TYPE_CHECKING:
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow


@dataclass(frozen=True, order=True)
class Allotted:
    """Units of an offer for a need.

    Attributes:
        weight: of one unit.
        metres: the way of each.
    """

    need_ref: str
    offer_ref: str
    units: int
    weight: int
    metres: int


@dataclass(frozen=True)
class Figures:
    """How good an allocation is."""

    units: int
    weighted_units: int
    unit_metres: int


@dataclass(frozen=True)
class _Group:
    """Needs and offers of one category and unit, and which of them match: need, offer, metres."""

    needs: Sequence[Facts]
    offers: Sequence[Facts]
    weights: Sequence[int]
    arcs: Sequence[tuple[int, int, int]]


def figures(allotted: Sequence[Allotted]) -> Figures:
    """The figures of an allocation."""
    return Figures(
        units=sum(one.units for one in allotted),
        weighted_units=sum(one.units * one.weight for one in allotted),
        unit_metres=sum(one.units * one.metres for one in allotted),
    )


def allocate(
    needs: Sequence[Facts],
    offers: Sequence[Facts],
    day: dt.date,
    policy: TiltPolicy,
    declined: Collection[Pair] = frozenset(),
) -> list[Allotted]:
    """The best allocation on a day; the same needs and offers have the same one, in whatever order they come."""
    groups: dict[tuple[str, str], tuple[list[Facts], list[Facts]]] = defaultdict(lambda: ([], []))
    for need in sorted(needs, key=lambda one: str(one["need_ref"])):
        groups[need["category"], need["unit"]][0].append(need)
    for offer in sorted(offers, key=lambda one: str(one["offer_ref"])):
        groups[offer["category"], offer["unit"]][1].append(offer)
    found = (_solve(_group(*one, day, policy, declined)) for one in groups.values())
    return sorted(allotted for some in found for allotted in some)


def _group(
    needs: Sequence[Facts], offers: Sequence[Facts], day: dt.date, policy: TiltPolicy, declined: Collection[Pair]
) -> _Group:
    arcs = [
        (n, o, way(need, offer))
        for n, need in enumerate(needs)
        for o, offer in enumerate(offers)
        if not failing(need, offer, day, declined)
    ]
    return _Group(needs, offers, [policy.weight(need["region_code"]) for need in needs], arcs)


def _solve(group: _Group) -> list[Allotted]:
    if not group.arcs:
        return []
    found = []
    for (need, offer, metres), units in zip(group.arcs, _nearest(group, _by_weight(group)), strict=True):
        if units:
            facts, other = group.needs[need], group.offers[offer]
            found.append(Allotted(facts["need_ref"], other["offer_ref"], units, group.weights[need], metres))
    return found


def _by_weight(group: _Group) -> Counter[int]:
    """How many units the needs of each weight get, where the sum of the weights is the greatest.

    All weights are above 0, so that such an allocation has the most units: it is a flow of most units, and of least
    cost where a unit costs what its weight lacks of the greatest.
    """
    flow = _network(group, [0] * len(group.arcs))
    sink, greatest = len(group.offers) + len(group.needs), max(group.weights)
    arcs = [
        flow.add_arc_with_capacity_and_unit_cost(len(group.offers) + n, sink, rest(need), greatest - weight)
        for n, (need, weight) in enumerate(zip(group.needs, group.weights, strict=True))
    ]
    flow.set_node_supply(sink, -sum(rest(need) for need in group.needs))
    _optimal(flow)
    filled: Counter[int] = Counter()
    for weight, arc in zip(group.weights, arcs, strict=True):
        filled[weight] += flow.flow(arc)
    return filled


def _nearest(group: _Group, filled: Counter[int]) -> list[int]:
    """The units of each arc, where the needs of each weight get so many and the ways are the least."""
    flow = _network(group, [metres for _, _, metres in group.arcs])
    first = len(group.offers) + len(group.needs)
    sinks = {weight: first + n for n, weight in enumerate(sorted(filled))}
    for n, (need, weight) in enumerate(zip(group.needs, group.weights, strict=True)):
        flow.add_arc_with_capacity_and_unit_cost(len(group.offers) + n, sinks[weight], rest(need), 0)
    for weight, units in filled.items():
        flow.set_node_supply(sinks[weight], -units)
    _optimal(flow)
    return [flow.flow(arc) for arc in range(len(group.arcs))]


def _network(group: _Group, costs: Sequence[int]) -> SimpleMinCostFlow:
    """Offers give what they have, over the arcs, to needs; the arcs have the first numbers."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # noqa: PLC0415  # takes long to load

    flow = SimpleMinCostFlow()
    for (need, offer, _), cost in zip(group.arcs, costs, strict=True):
        most = min(rest(group.needs[need]), rest(group.offers[offer]))
        flow.add_arc_with_capacity_and_unit_cost(offer, len(group.offers) + need, most, cost)
    for n, given in enumerate(group.offers):
        flow.set_node_supply(n, rest(given))
    return flow


def _optimal(flow: SimpleMinCostFlow) -> None:
    status = flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the allocation was not solved: {status}")
