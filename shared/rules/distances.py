"""How far it is from one point to another. Pure."""

from __future__ import annotations

import math

EARTH_RADIUS = 6_371_000
"""Metres."""


def great_circle_metres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> int:
    """The distance of two points on the sphere by the haversine formula, in whole metres, rounded; degrees in."""
    north, other_north = math.radians(latitude), math.radians(other_latitude)
    across = math.sin((other_north - north) / 2) ** 2
    along = math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    half_chord = across + math.cos(north) * math.cos(other_north) * along
    return round(2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, half_chord))))
