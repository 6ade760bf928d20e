"""The best allocation of offers to needs, by shortest ways of augmentation over numbers of any length."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from tests.reference_year.network import Network, city_of, contains, level
from tests.reference_year.rows import Row

DELTA = {"4401", "4403", "4404", "4406", "4407", "4412", "4413", "4419", "4420"}


class Arc(NamedTuple):
    """What a need may get of an offer; need and offer by their places in their lists."""

    need: int
    offer: int
    weight: int
    metres: int


def allocation(network: Network) -> dict[str, int]:
    """The figures of the best allocation as of the day."""
    day = network.day
    needs, offers = (
        [row for row in network.accepted(file) if row["opened_on"] <= day <= (row["closed_on"] or day)]
        for file in ("needs", "offers")
    )
    arcs = [
        Arc(n, o, weight(need["region_code"]), metres(need, offer))
        for n, need in enumerate(needs)
        for o, offer in enumerate(offers)
        if (need["category"], need["unit"]) == (offer["category"], offer["unit"])
        and contains(offer["scope_region_code"], need["region_code"])
    ]
    units = best(arcs, [row["quantity"] for row in needs], [row["quantity"] for row in offers])
    return {
        "units": sum(units),
        "weighted_units": sum(arc.weight * many for arc, many in zip(arcs, units, strict=True)),
        "unit_metres": sum(arc.metres * many for arc, many in zip(arcs, units, strict=True)),
    }


def best(arcs: Sequence[Arc], wanted: Sequence[int], offered: Sequence[int]) -> list[int]:
    """How many units go over each arc: most weight, then fewest metres.

    A unit costs its metres, less its weight times more than all metres together; the cheapest way to one more unit is
    taken again and again, along it units may be taken back, and none is left that would save anything.
    """
    much = 1 + sum(wanted) * max((arc.metres for arc in arcs), default=0)
    costs = [arc.metres - arc.weight * much for arc in arcs]
    units = [0] * len(arcs)
    left, given = list(wanted), list(offered)
    while True:
        way, end = _cheapest(arcs, costs, units, left, given)
        if not way:
            return units
        many = min([left[end], given[arcs[way[0][0]].offer], *(units[a] for a, forth in way if not forth)])
        for a, forth in way:
            units[a] += many if forth else -many
        left[end] -= many
        given[arcs[way[0][0]].offer] -= many


def _cheapest(
    arcs: Sequence[Arc], costs: Sequence[int], units: Sequence[int], left: Sequence[int], given: Sequence[int]
) -> tuple[list[tuple[int, bool]], int]:
    """The way by which one more unit is worth most, arc by arc, forth or back; and the need where it ends."""
    far: dict[tuple[str, int], int] = {("offer", o): 0 for o, some in enumerate(given) if some}
    before: dict[tuple[str, int], tuple[int, bool]] = {}
    changed = True
    while changed:
        changed = False
        for a, arc in enumerate(arcs):
            offer, need = ("offer", arc.offer), ("need", arc.need)
            for start, end, cost, forth in ((offer, need, costs[a], True), (need, offer, -costs[a], False)):
                if start in far and (forth or units[a]) and far[start] + cost < far.get(end, math.inf):
                    far[end], before[end], changed = far[start] + cost, (a, forth), True
    ends = [need for kind, need in far if kind == "need" and left[need] and far["need", need] < 0]
    if not ends:
        return [], 0
    last = min(ends, key=lambda need: (far["need", need], need))
    way, node = [], ("need", last)
    while node in before:
        a, forth = before[node]
        way.append((a, forth))
        node = ("offer", arcs[a].offer) if forth else ("need", arcs[a].need)
    return way[::-1], last


def weight(region: str) -> int:
    """Three for a county outside the delta, two for others there, one inside."""
    if region[:4] in DELTA:
        return 1
    return 3 if level(region) > level(city_of(region)) else 2


def metres(one: Row, other: Row) -> int:
    """The great circle between two points, in whole metres."""
    a, b, c, d = (math.radians(row[name]) for row in (one, other) for name in ("latitude", "longitude"))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return round(2 * 6_371_000 * math.asin(math.sqrt(half)))
