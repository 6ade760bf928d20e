"""What a proposal rests on of a person: in which cell the home lies, and which step of ages is reached. Pure.

Whoever opens sites and shifts asks as many questions as they like, so what matching tells must not depend on the home
and the age themselves: else many answers together tell both. Within a cell all homes are one.
"""

from __future__ import annotations

import math
from dataclasses import replace

from services.matching.facts.domain import Shift, Volunteer
from services.matching.rosters.policy import RosterPolicy
from services.matching.rosters.problem import Inputs


def coarse(inputs: Inputs, policy: RosterPolicy) -> Inputs:
    """The same inputs as a policy looks at them; by one that has no cells, as they are."""
    if policy.cells_in_degree is None:
        return inputs
    shifts = [with_step(shift, policy) for shift in inputs.shifts]
    volunteers = {ref: in_cell(one, policy.cells_in_degree) for ref, one in inputs.volunteers.items()}
    return replace(inputs, shifts=shifts, volunteers=volunteers)


def in_cell(volunteer: Volunteer, cells_in_degree: int) -> Volunteer:
    """A volunteer who lives in the middle of the cell in which the home lies."""
    latitude, longitude = (_middle(one, cells_in_degree) for one in (volunteer.latitude, volunteer.longitude))
    return replace(volunteer, latitude=latitude, longitude=longitude)


def with_step(shift: Shift, policy: RosterPolicy) -> Shift:
    """A shift that asks for the next step of ages: nobody is proposed who is too young, and no post tells an age."""
    step = next((age for age in policy.ages if age >= shift.minimum_age), shift.minimum_age)
    return replace(shift, minimum_age=step)


def _middle(degrees: float, cells_in_degree: int) -> float:
    return (math.floor(degrees * cells_in_degree) + 0.5) / cells_in_degree
