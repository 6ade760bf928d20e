"""Who may take a place of one shift, and why; who may not, and why not."""

from __future__ import annotations

from dataclasses import dataclass

from services.matching.facts.domain import Shift, Volunteer
from services.matching.rosters.conditions import failing, told
from services.matching.rosters.cost import way
from services.matching.rosters.policy import BANDS, RosterPolicy
from services.matching.rosters.problem import Inputs, explain, make_problem


@dataclass(frozen=True)
class Candidate:
    """A volunteer who offered the shift's part of the day in its city.

    Attributes:
        band: of distance; None for who is not eligible.
        reasons: the codes of what holds and made the cost, or of what fails.
    """

    volunteer: str
    volunteer_ref: str
    eligible: bool
    band: str | None
    reasons: list[str]


def candidates(inputs: Inputs, shift: Shift, policy: RosterPolicy) -> list[Candidate]:
    """The candidates of a shift by band, the nearest first, then those who are not eligible; each by reference.

    Places that they have elsewhere are not considered: that is the roster's.
    """
    problem = make_problem(inputs, policy)
    options = problem.options[0]
    eligible = {problem.offers[offer].volunteer_ref for offer in options.offers}
    volunteers = [inputs.volunteers[offer.volunteer_ref] for offer in problem.offers]
    found = [
        _eligible(
            volunteer,
            policy.band(way(shift, volunteer)),
            explain(shift, volunteer, options.median, inputs.workload, policy),
        )
        if volunteer.ref in eligible
        else _not_eligible(volunteer, told(failing(shift, volunteer, problem.offers)))
        for volunteer in volunteers
        if volunteer.city_code == shift.city_code
    ]
    return sorted(found, key=lambda one: (BANDS.index(one.band) if one.band else len(BANDS), one.volunteer_ref))


def _eligible(volunteer: Volunteer, band: str, reasons: list[str]) -> Candidate:
    return Candidate(volunteer.number, volunteer.ref, True, band, reasons)


def _not_eligible(volunteer: Volunteer, reasons: list[str]) -> Candidate:
    return Candidate(volunteer.number, volunteer.ref, False, None, reasons)
