"""The tilt to the grass roots as data: what a unit is worth where it is needed, and in which bands ways are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.regions import city_of
from shared.rules.places import PROVINCE, level_of
from shared.rules.policies import EVER, Policy

COUNTY_OUTSIDE, OUTSIDE, INSIDE = "county_outside_delta", "outside_delta", "in_delta"
BEYOND = "beyond_200_km"
WITHIN = {"within_20_km": 20_000, "within_50_km": 50_000, "within_200_km": 200_000}
BANDS = (*WITHIN, BEYOND)
"""How far the way is, as others hear of it; the nearest first (no source)."""


@dataclass(frozen=True)
class TiltPolicy(Policy):
    """What units are worth.

    Attributes:
        weights: of a unit, by where it is needed; whole numbers above 0.
        delta: the cities of the Pearl River Delta.
        within: the most metres of each band of distance.
    """

    weights: Mapping[str, int]
    delta: frozenset[str]
    within: Mapping[str, int]

    def tilt(self, region_code: str) -> str:
        """Where a need lies, as the weights name it."""
        if city_of(region_code) in self.delta:
            return INSIDE
        return COUNTY_OUTSIDE if level_of(region_code) == "county" else OUTSIDE

    def weight(self, region_code: str) -> int:
        """What a unit is worth where it is needed."""
        return self.weights[self.tilt(region_code)]

    def band(self, metres: int) -> str:
        """The narrowest band in which a distance lies."""
        return next((name for name, most in self.within.items() if metres <= most), BEYOND)


# No source for the weights: the plan wants resources tilted to the grass roots, and says no number.
TILT = TiltPolicy(
    "tilt/guangdong",
    PROVINCE,
    EVER,
    1,
    weights={COUNTY_OUTSIDE: 3, OUTSIDE: 2, INSIDE: 1},
    delta=frozenset(f"{city}00" for city in (4401, 4403, 4404, 4406, 4407, 4412, 4413, 4419, 4420)),
    within=WITHIN,
)
TILTS = (TILT,)
