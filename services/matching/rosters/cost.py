"""What a place costs: the way there in metres, and the marks that make it dearer or cheaper."""

from __future__ import annotations

from services.matching.facts.domain import Shift, Volunteer
from services.matching.rosters.policy import LANGUAGE, WORKLOAD, RosterPolicy
from shared.rules.distances import great_circle_metres


def marks(shift: Shift, volunteer: Volunteer, workload: int, median: float, policy: RosterPolicy) -> list[str]:
    """What changes the cost beside the distance.

    `workload` is the volunteer's credited minutes in the days before the shift, `median` that of all who are eligible.
    """
    found = [WORKLOAD] if workload > median else []
    if shift.service in policy.language_services and not policy.languages.isdisjoint(volunteer.skills):
        found.append(LANGUAGE)
    return found


def cost(shift: Shift, volunteer: Volunteer, found: list[str], policy: RosterPolicy) -> int:
    """The cost of a place for a volunteer, in metres, as closely as the policy weighs ways; it may be negative."""
    return int(policy.weighed(way(shift, volunteer))) + sum(policy.weights[mark] for mark in found)


def way(shift: Shift, volunteer: Volunteer) -> int:
    """The way from a volunteer to the site of a shift, in metres."""
    return great_circle_metres(volunteer.latitude, volunteer.longitude, shift.latitude, shift.longitude)
