"""When a version of the tilt may be adopted, and what it says (rules-network.md 10). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from services.matching.tilts.policy import COUNTY_OUTSIDE, INSIDE, OUTSIDE, TILT, TiltPolicy
from shared.rules.adoption import Facts
from shared.rules.faults import Fault

WEIGHTS = (COUNTY_OUTSIDE, OUTSIDE, INSIDE)


def tilt_faults(version: Facts) -> Iterable[Fault]:
    """Weights that would tilt to where the roots are not: the plan wants resources to go to the counties."""
    weights = [version[name] for name in WEIGHTS if version.get(name) is not None]
    if sorted(weights, reverse=True) != weights:
        yield Fault(INSIDE, "tilts_to_the_delta")


def tilt_of(version: Facts) -> TiltPolicy:
    """The policy that a version is; the cities of the delta and the bands of ways stay."""
    weights = {name: version[name] for name in WEIGHTS}
    first = dt.date.fromisoformat(version["holds_from"])
    return replace(TILT, version=version["version"], holds_from=first, weights=weights)


def newest(adopted: Iterable[TiltPolicy]) -> TiltPolicy:
    """The newest version that is adopted, or that Kapok brings."""
    return max((TILT, *adopted), key=lambda one: one.version)


def told(version: Facts) -> dict[str, Any]:
    """What others hear of a version that was adopted."""
    names = ("tilt_version_ref", "version", "holds_from", *WEIGHTS)
    return {name: version[name] for name in names}
