"""Who may take a place of one shift, and why; who may not, and why not."""

from __future__ import annotations

from dataclasses import dataclass

from services.matching.facts.domain import Shift, Volunteer
from services.matching.rosters.conditions import failing
from services.matching.rosters.policy import RosterPolicy
from services.matching.rosters.problem import Inputs, explain, make_problem


@dataclass(frozen=True)
class Candidate:
    """A volunteer who offered the shift's part of the day in its city.

    Attributes:
        cost: of a place, in metres; None for who is not eligible.
        reasons: the codes of what holds and made the cost, or of what fails.
    """

    volunteer: str
    volunteer_ref: str
    eligible: bool
    cost: int | None
    reasons: list[str]


def candidates(inputs: Inputs, shift: Shift, policy: RosterPolicy) -> list[Candidate]:
    """The candidates of a shift, the cheapest first, then those who are not eligible, by reference.

    Places that they have elsewhere are not considered: that is the roster's.
    """
    problem = make_problem(inputs, policy)
    options = problem.options[0]
    costs = {
        problem.offers[offer].volunteer_ref: cost for offer, cost in zip(options.offers, options.costs, strict=True)
    }
    volunteers = [inputs.volunteers[offer.volunteer_ref] for offer in problem.offers]
    found = [
        _eligible(volunteer, costs[volunteer.ref], explain(shift, volunteer, options.median, inputs.workload, policy))
        if volunteer.ref in costs
        else _not_eligible(volunteer, failing(shift, volunteer, problem.offers))
        for volunteer in volunteers
        if volunteer.city_code == shift.city_code
    ]
    return sorted(found, key=lambda one: (not one.eligible, one.cost or 0, one.volunteer_ref))


def _eligible(volunteer: Volunteer, cost: int, reasons: list[str]) -> Candidate:
    return Candidate(volunteer.number, volunteer.ref, True, cost, reasons)


def _not_eligible(volunteer: Volunteer, reasons: tuple[str, ...]) -> Candidate:
    return Candidate(volunteer.number, volunteer.ref, False, None, list(reasons))
