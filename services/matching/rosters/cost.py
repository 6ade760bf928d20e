"""What a place costs: the way there in metres, and the marks that make it dearer or cheaper."""

from __future__ import annotations

import math

from services.matching.facts.domain import Shift, Volunteer
from services.matching.rosters.policy import LANGUAGE, WORKLOAD, RosterPolicy

EARTH_RADIUS = 6_371_000


def great_circle_metres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> int:
    """The distance of two points on the sphere by the haversine formula, in whole metres, rounded; degrees in."""
    north, other_north = math.radians(latitude), math.radians(other_latitude)
    across = math.sin((other_north - north) / 2) ** 2
    along = math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    half_chord = across + math.cos(north) * math.cos(other_north) * along
    return round(2 * EARTH_RADIUS * math.asin(math.sqrt(half_chord)))


def marks(shift: Shift, volunteer: Volunteer, workload: int, median: float, policy: RosterPolicy) -> list[str]:
    """What changes the cost beside the distance.

    `workload` is the volunteer's credited minutes in the days before the shift, `median` that of all who are eligible.
    """
    found = [WORKLOAD] if workload > median else []
    if shift.service in policy.language_services and not policy.languages.isdisjoint(volunteer.skills):
        found.append(LANGUAGE)
    return found


def cost(shift: Shift, volunteer: Volunteer, found: list[str], policy: RosterPolicy) -> int:
    """The cost of a place for a volunteer, in metres; it may be negative."""
    return way(shift, volunteer) + sum(policy.weights[mark] for mark in found)


def way(shift: Shift, volunteer: Volunteer) -> int:
    """The way from a volunteer to the site of a shift, in metres."""
    return great_circle_metres(volunteer.latitude, volunteer.longitude, shift.latitude, shift.longitude)
