"""A third program for rosters and allocations: plain facts as a mixed integer problem, solved by SciPy's HiGHS.

It shares no code with matching: who may take a place, what that costs and who is given what are written here once more,
one condition after another, as the rules say it (services/matching/README.md), and another solver finds the optimum.
"""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

CHINA = dt.timezone(dt.timedelta(hours=8))
RADIUS = 6_371_000
STEP = 5_000
LANGUAGES = {"english", "cantonese", "hakka", "teochew", "sign_language"}
STEPS = (10, 14, 16, 18, *range(20, 101, 5))
DELTA = {"4401", "4403", "4404", "4406", "4407", "4412", "4413", "4419", "4420"}


def best_roster(
    shifts: Sequence[Any], volunteers: Mapping[str, Any], offers: Iterable[Any], served: Iterable[tuple[str, Any, int]]
) -> tuple[int, int]:
    """The most places that can be filled, and the least cost of that many, in metres.

    Args:
        served: the number of who served, from which instant on, and for how many minutes.
    """
    before, offered = list(served), set(offers)
    pairs = [
        (number, offer, cost)
        for number, shift in enumerate(shifts)
        for offer, cost in _may(shift, volunteers, offered, before)
    ]
    return best_places(shifts, pairs)


def best_places(shifts: Sequence[Any], pairs: Sequence[tuple[int, Any, int]]) -> tuple[int, int]:
    """The same of those who may take places: each a shift's number, an offer and a cost."""
    if not pairs:
        return 0, 0
    by_offer, by_person = defaultdict(list), defaultdict(list)
    for n, (_, offer, _) in enumerate(pairs):
        by_offer[offer].append(n)
        by_person[offer.volunteer_ref].append(n)
    exclusive = [*by_offer.values()]
    for mine in by_person.values():
        for one, other in combinations(mine, 2):
            first, second = shifts[pairs[one][0]], shifts[pairs[other][0]]
            if first.starts_at < second.ends_at and second.starts_at < first.ends_at:
                exclusive.append([one, other])
    rows = [[n for n, one in enumerate(pairs) if one[0] == number] for number in range(len(shifts))]
    limits = [*(shift.capacity for shift in shifts), *[1] * len(exclusive)]
    costs = [cost for _, _, cost in pairs]
    chosen = _lexicographic([[-1] * len(pairs), costs], [*rows, *exclusive], limits, [1] * len(pairs))
    return sum(chosen), sum(x * cost for x, cost in zip(chosen, costs, strict=True))


def best_allocation(needs: Sequence[Any], offers: Sequence[Any], day: str) -> tuple[int, int, int]:
    """The units, the sum of weights and the metres of the heaviest allocation with the shortest ways."""
    pairs = [(n, o) for n, need in enumerate(needs) for o, offer in enumerate(offers) if _goes(need, offer, day)]
    if not pairs:
        return 0, 0, 0
    rows = [[k for k, (n, _) in enumerate(pairs) if n == number] for number in range(len(needs))]
    rows += [[k for k, (_, o) in enumerate(pairs) if o == number] for number in range(len(offers))]
    limits = [one["quantity"] for one in (*needs, *offers)]
    weights = [_weight(needs[n]["region_code"]) for n, _ in pairs]
    metres = [_metres(_point(needs[n]), _point(offers[o])) for n, o in pairs]
    units = _lexicographic([[-one for one in weights], metres], rows, limits, [max(limits)] * len(pairs))
    sums = (sum(u * value for u, value in zip(units, some, strict=True)) for some in (weights, metres))
    return (int(sum(units)), *(int(one) for one in sums))  # type: ignore[return-value]


def _may(shift: Any, volunteers: Mapping[str, Any], offers: set[Any], served: list[tuple[str, Any, int]]) -> Any:
    start = shift.starts_at.astimezone(CHINA)
    part = "morning" if start.hour < 12 else "afternoon" if start.hour < 17 else "evening"
    fits = [
        offer
        for offer in offers
        if (offer.day, offer.part_of_day) == (start.date(), part)
        and offer.volunteer_ref in volunteers
        and _eligible(volunteers[offer.volunteer_ref], shift, start.date())
    ]
    month = shift.starts_at - dt.timedelta(days=30)
    minutes = {
        offer: sum(
            one
            for number, began, one in served
            if number == volunteers[offer.volunteer_ref].number and month <= began < shift.starts_at
        )
        for offer in fits
    }
    middle = statistics.median(minutes.values()) if fits else 0
    for offer in fits:
        person = volunteers[offer.volunteer_ref]
        home = tuple((math.floor(10 * one) + 0.5) / 10 for one in (person.latitude, person.longitude))
        way = (_metres(home, (shift.latitude, shift.longitude)) + STEP // 2) // STEP * STEP
        cost = way + 20_000 * (minutes[offer] > middle)
        speaks = bool(LANGUAGES & set(person.skills))
        yield offer, cost - 10_000 * (speaks and shift.service in {"guidance", "priority_help"})


def _eligible(person: Any, shift: Any, day: dt.date) -> bool:
    birthday = (person.birth_date.month, person.birth_date.day)
    age = day.year - person.birth_date.year - ((day.month, day.day) < birthday)
    asked = next((step for step in STEPS if step >= shift.minimum_age), shift.minimum_age)
    consented = person.guardian_consent_on is not None and person.guardian_consent_on <= day
    return (
        person.verified
        and age >= asked
        and (age >= 18 or consented)
        and (shift.skill_required is None or shift.skill_required in person.skills)
        and person.home_region_code[:4] == shift.region_code[:4]
    )


def _goes(need: Any, offer: Any, day: str) -> bool:
    scope = offer["scope_region_code"]
    below = scope.removesuffix("00").removesuffix("00") if scope != "440000" else "44"
    return (
        need["category"] == offer["category"]
        and need["unit"] == offer["unit"]
        and all(one["opened_on"] <= day <= (one["closed_on"] or "9999-12-31") for one in (need, offer))
        and need["region_code"].startswith(below)
    )


def _weight(region: str) -> int:
    return 1 if region[:4] in DELTA else 2 if region.endswith("00") else 3


def _point(place: Any) -> tuple[float, float]:
    return place["latitude"], place["longitude"]


def _metres(one: Any, other: Any) -> int:
    (north, east), (north_too, east_too) = (tuple(map(math.radians, place)) for place in (one, other))
    across, along = math.sin((north_too - north) / 2) ** 2, math.sin((east_too - east) / 2) ** 2
    return round(2 * RADIUS * math.asin(math.sqrt(min(1.0, across + math.cos(north) * math.cos(north_too) * along))))


def _lexicographic(
    aims: Sequence[Sequence[int]], rows: Sequence[Sequence[int]], limits: Sequence[int], most: Sequence[int]
) -> list[int]:
    """Whole numbers that make the first aim least, then the second one, whose sums by rows are within the limits."""
    where = [(row, column) for row, columns in enumerate(rows) for column in columns]
    matrix = coo_array((np.ones(len(where)), tuple(zip(*where, strict=True))), (len(rows), len(most))).tocsr()
    constraints, chosen = [LinearConstraint(matrix, ub=np.array(limits))], [0] * len(most)
    for aim in aims:
        found = milp(
            np.array(aim, float),
            integrality=np.ones(len(most)),
            bounds=Bounds(0, np.array(most)),
            constraints=constraints,
            options={"mip_rel_gap": 0},
        )
        if not found.success:
            raise RuntimeError(found.message)
        chosen = [round(one) for one in found.x]
        reached = sum(a * x for a, x in zip(aim, chosen, strict=True))
        constraints.append(LinearConstraint(np.array(aim, float)[None, :], reached, reached))
    return chosen
