"""When a version of the tilt may be adopted, and what it says (rules-network.md 10). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from services.matching.tilts.policy import COUNTY_OUTSIDE, INSIDE, OUTSIDE, TILT, TiltPolicy
from shared.rules.faults import Fault
from shared.rules.names import is_among

WEIGHTS = (COUNTY_OUTSIDE, OUTSIDE, INSIDE)
ADOPTION, SECOND_PERSON = "adoption", "second_person_required"
ADOPTED_BY, PROPOSED_BY = "adopted_by", "proposed_by"
HELD = f"held:{ADOPTION}"

Facts = Mapping[str, Any]
"""Of a version, as JSON values."""


def tilt_faults(version: Facts) -> Iterable[Fault]:
    """Weights that would tilt to where the roots are not: the plan wants resources to go to the counties."""
    weights = [version[name] for name in WEIGHTS if version.get(name) is not None]
    if sorted(weights, reverse=True) != weights:
        yield Fault(INSIDE, "tilts_to_the_delta")


def name_proposer(version: dict[str, Any], sender: str, speaks: bool) -> None:
    """Complete a version by who proposes it."""
    version[PROPOSED_BY] = sender


def lacks_adoption(version: Facts) -> str | None:
    """What a version waits for that a second person brings."""
    return None if version.get(ADOPTED_BY) else ADOPTION


def adoption_faults(version: Facts, newest: TiltPolicy, adopter: str, today: dt.date) -> list[Fault]:
    """Why a version cannot be adopted by somebody on a day: what was proposed on past days stays by its version."""
    first = dt.date.fromisoformat(version["holds_from"])
    reasons = {
        (ADOPTED_BY, SECOND_PERSON): is_among(adopter, [version.get(PROPOSED_BY)]),
        ("version", "not_the_next"): version["version"] != newest.version + 1,
        ("holds_from", "in_the_past"): first < today,
        ("holds_from", "before_the_last"): first < newest.holds_from,
    }
    return [Fault(*reason) for reason, applies in reasons.items() if applies]


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
