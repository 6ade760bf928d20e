"""The seventeen paragraphs of Guangdong's work plan of 2015, and what figures say of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from shared.rules.places import PROVINCE

Found = Mapping[str, Any]
Part = tuple[str, str]
"""What is counted, and how many of it."""
NOT_YET: tuple[Part, ...] = ()
"""Of a paragraph whose figures nobody keeps yet."""
UNKNOWN: tuple[Part, ...] = (("of how many is unknown", ""),)
"""Of one whose figures are shares, while nothing says of how many."""


class Paragraph(NamedTuple):
    """A paragraph, what it is about, and what is counted of it on the day."""

    number: int
    about: str
    now: tuple[Part, ...]


def paragraphs(found: Found) -> list[Paragraph]:
    """A line for each of them, in their order."""
    return [Paragraph(number, about, tuple(count(found))) for number, (about, count) in enumerate(PLAN, 1)]


def _federations(found: Found) -> tuple[Part, ...]:
    in_term = sum(state == "in_term" for state in found["federations"].values())
    return (("federations in term", f"{in_term:,}"), ("stations", f"{sum(found['stations_open'].values()):,}"))


def _network(found: Found) -> tuple[Part, ...]:
    active = (("active 90 days", f"{sum(found['active_90'].values()):,}"),)
    covered = ((kind, found["coverage"].get(kind, {}).get(PROVINCE)) for kind in ("volunteers", "organisations"))
    return (*((kind, f"{one[0]:,}") for kind, one in covered if one), *active)


def _registered(found: Found) -> tuple[Part, ...]:
    one = found["coverage"].get("volunteers", {}).get(PROVINCE)
    return (("volunteers", f"{one[0]:,}"),) if one else UNKNOWN


def _schools(found: Found) -> tuple[Part, ...]:
    counts = {kind: sum(one[0] for one in cities.values()) for kind, cities in found["schools"].items()}
    return (("colleges", f"{counts['school_association']:,}"), ("schools", f"{counts['school_corps']:,}"))


def _members(found: Found) -> tuple[Part, ...]:
    shares = ((kind, found["members"][kind].get(PROVINCE)) for kind in ("league_members", "party_members"))
    return tuple((kind.replace("_", " "), f"{one[0]:,}") for kind, one in shares if one) or UNKNOWN


def _paired(*kinds: str) -> Callable[[Found], tuple[Part, ...]]:
    def count(found: Found) -> tuple[Part, ...]:
        some = [found["pairing_coverage"][kind] for kind in kinds if kind in found["pairing_coverage"]]
        return (("paired", f"{sum(one[PROVINCE][0] for one in some if PROVINCE in one):,}"),)

    return count


def _lessons(found: Found) -> tuple[Part, ...]:
    return (("balance of lessons", found["lessons"]["balance"]),)


def _backbone(found: Found) -> tuple[Part, ...]:
    return (("backbone volunteers trained", f"{found['backbone']['all']:,}"),)


def _joint(found: Found) -> tuple[Part, ...]:
    return (("joint shifts", f"{found['joint_shifts']:,}"),)


def _no_shows(found: Found) -> tuple[Part, ...]:
    return (("no-shows", f"{found['no_shows']:,}"),)


def _served(*programmes: str) -> Callable[[Found], tuple[Part, ...]]:
    """What was served in programmes; people of several are counted in each, so that they are told of one alone."""

    def count(found: Found) -> tuple[Part, ...]:
        some = [found["programmes"][one] for one in programmes if one in found["programmes"]]
        minutes = (("minutes", f"{sum(one['minutes'] for one in some):,}"),)
        people = sum(one["volunteers"] for one in some)
        return (("volunteers", f"{people:,}"), *minutes) if len(programmes) == 1 else minutes

    return count


def _all(*counts: Callable[[Found], tuple[Part, ...]]) -> Callable[[Found], tuple[Part, ...]]:
    return lambda found: tuple(part for count in counts for part in count(found))


PLAN: tuple[tuple[str, Callable[[Found], tuple[Part, ...]]], ...] = (
    ("federations and stations", _federations),
    ("one network", _network),
    ("resources and funds", lambda found: NOT_YET),
    ("registration and stars", _registered),
    ("benefits and awards", lambda found: NOT_YET),
    ("students", _schools),
    ("party and league members", _members),
    ("Sunshine: disabled youth", _all(_paired("disabled_youth", "disability_institution"), _served("sunshine"))),
    (
        "Sunrise: migrants' children",
        _all(_paired("migrant_child", "left_behind_child"), _lessons, _served("sunrise")),
    ),
    ("alliances by field", _all(_paired("youth_at_risk"), _served("alliance"))),
    ("training", _backbone),
    ("service abroad", _served("international")),
    ("Guangdong, Hong Kong and Macao", _all(_joint, _served("hk_macao"))),
    ("March: action month", _served("action_month")),
    ("December: culture festival", _served("culture_festival")),
    ("mountain counties and the west", _served("mountain_plan", "western_plan")),
    ("Warm Winter", _all(_served("warm_winter"), _no_shows)),
)
"""By paragraph, from the first: what it is about, and how it is counted."""
