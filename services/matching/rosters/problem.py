"""The problem that a roster solves: for every shift the offers that may take its places, and at what cost.

A season has more than half a million such options, so they are kept as plain arrays of whole numbers: offers by their
place in the problem's list, and costs beside them.
"""

from __future__ import annotations

import statistics
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.matching.facts.domain import Offer, Shift, Volunteer
from services.matching.facts.workload import Workload
from services.matching.rosters.conditions import failing, holding
from services.matching.rosters.cost import cost, marks
from services.matching.rosters.policy import RosterPolicy


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
    """Shifts and offers in the order of their references, and for each shift its options."""

    shifts: list[Shift]
    offers: list[Offer]
    options: list[Options]


def make_problem(inputs: Inputs, policy: RosterPolicy) -> Problem:
    """Find every option and its cost, a shift at a time; offers of volunteers who are not known are left out."""
    shifts, offers = ordered(inputs)
    near = near_of(offers, inputs)
    options = [
        _options(shift, near.get((shift.day, shift.part_of_day, shift.city_code), ()), offers, inputs, policy)
        for shift in shifts
    ]
    return Problem(shifts, offers, options)


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
