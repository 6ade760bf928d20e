"""The problem that a roster solves: for every shift the offers that may take its places, and at what cost.

A season has more than half a million such options, so they are kept as plain arrays of whole numbers: offers by their
place in the problem's list, and costs beside them.
"""

from __future__ import annotations

import datetime as dt
import statistics
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from services.matching.facts.domain import Offer, Shift, Volunteer
from services.matching.facts.workload import Workload
from services.matching.rosters.conditions import failing, holding
from services.matching.rosters.cost import cost, marks
from services.matching.rosters.policy import Evenness, RosterPolicy
from shared.clock import CHINA


@dataclass(frozen=True)
class Inputs:
    """Everything that a roster depends on; volunteers by the reference under which offers name them."""

    shifts: Sequence[Shift]
    volunteers: Mapping[str, Volunteer]
    offers: Iterable[Offer]
    workload: Workload


@dataclass(frozen=True)
class Options:
    """Who may take a shift's places: offers in the order of their volunteers' references, and their costs.

    Attributes:
        median: of the workload of all who are eligible, whatever places they take elsewhere; 0 where nobody is.
    """

    offers: array[int]
    costs: array[int]
    median: float


@dataclass(frozen=True)
class Problem:
    """Shifts and offers in the order of their references, and for each shift its options.

    Attributes:
        served: what each volunteer has served, in minutes, by the reference; who has not is not there.
        lately: of each offer, what its volunteer served in the days before that count; empty where nobody asks.
        evenness: who is preferred among equals in cost.
    """

    shifts: list[Shift]
    offers: list[Offer]
    options: list[Options]
    served: Mapping[str, int] = field(default_factory=dict)
    lately: Sequence[int] = ()
    evenness: Evenness | None = None


def make_problem(inputs: Inputs, policy: RosterPolicy) -> Problem:
    """Find every option and its cost, a shift at a time; offers of volunteers who are not known are left out."""
    shifts, offers = ordered(inputs)
    near = near_of(offers, inputs)
    options = [
        _options(shift, near.get((shift.day, shift.part_of_day, shift.city_code), ()), offers, inputs, policy)
        for shift in shifts
    ]
    return with_minutes(Problem(shifts, offers, options), inputs, policy)


def with_minutes(problem: Problem, inputs: Inputs, policy: RosterPolicy) -> Problem:
    """The same, with what volunteers have served: in all days that the roster looks at, and lately for each offer."""
    known = Counter[str]()
    for number, one in inputs.workload.intervals():
        known[number] += one.minutes
    served = {ref: known[one.number] for ref, one in inputs.volunteers.items() if one.number in known}
    if policy.evenness is None:
        return replace(problem, served=served)
    lately = array("q", (_lately(offer, inputs, policy) for offer in problem.offers))
    return replace(problem, served=served, lately=lately, evenness=policy.evenness)


def _lately(offer: Offer, inputs: Inputs, policy: RosterPolicy) -> int:
    midnight = dt.datetime.combine(offer.day, dt.time(), CHINA)
    number = inputs.volunteers[offer.volunteer_ref].number
    return inputs.workload.minutes_before(number, midnight, policy.workload_days)


def ordered(inputs: Inputs) -> tuple[list[Shift], list[Offer]]:
    """Shifts and offers as a problem has them."""
    offers = {offer for offer in inputs.offers if offer.volunteer_ref in inputs.volunteers}
    return (
        sorted(inputs.shifts, key=lambda shift: shift.ref),
        sorted(offers, key=lambda offer: (offer.volunteer_ref, offer.day, offer.part_of_day)),
    )


def near_of(offers: Sequence[Offer], inputs: Inputs) -> dict[tuple[object, ...], list[int]]:
    """Offers by day, part of the day, and city, by their place in the problem's list."""
    near: dict[tuple[object, ...], list[int]] = {}
    for number, offer in enumerate(offers):
        city = inputs.volunteers[offer.volunteer_ref].city_code
        near.setdefault((offer.day, offer.part_of_day, city), []).append(number)
    return near


def explain(shift: Shift, volunteer: Volunteer, median: float, workload: Workload, policy: RosterPolicy) -> list[str]:
    """The reason codes of a match: the conditions that hold, and what made its cost."""
    minutes = workload.minutes_before(volunteer.number, shift.starts_at, policy.workload_days)
    return holding(shift) + marks(shift, volunteer, minutes, median, policy)


def _options(
    shift: Shift, near: Iterable[int], offers: Sequence[Offer], inputs: Inputs, policy: RosterPolicy
) -> Options:
    eligible = [
        (number, volunteer)
        for number in near
        if not failing(shift, volunteer := inputs.volunteers[offers[number].volunteer_ref], (offers[number],))
    ]
    minutes = [
        inputs.workload.minutes_before(volunteer.number, shift.starts_at, policy.workload_days)
        for _, volunteer in eligible
    ]
    median = statistics.median(minutes) if minutes else 0
    costs = (
        cost(shift, volunteer, marks(shift, volunteer, workload, median, policy), policy)
        for (_, volunteer), workload in zip(eligible, minutes, strict=True)
    )
    return Options(array("q", (number for number, _ in eligible)), array("q", costs), median)
