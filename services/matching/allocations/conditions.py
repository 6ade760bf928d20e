"""Which offers a need can be given, each condition with a code for when it fails and one for when it holds. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence

from services.matching.resources.domain import Facts, is_open, near, rest
from shared.rules.distances import great_circle_metres
from shared.rules.places import contains

Pair = tuple[str, str]
"""A need and an offer, by their references."""
Asked = Callable[[Facts, Facts, dt.date], bool]
CONDITIONS: Sequence[tuple[str, str, Asked]] = (
    ("other_category", "same_category", lambda need, offer, day: need["category"] == offer["category"]),
    ("other_unit", "same_unit", lambda need, offer, day: need["unit"] == offer["unit"]),
    ("need_not_open", "need_open", lambda need, offer, day: is_open(need, day)),
    ("offer_not_open", "offer_open", lambda need, offer, day: is_open(offer, day)),
    (
        "outside_scope",
        "within_scope",
        lambda need, offer, day: contains(offer["scope_region_code"], need["region_code"]),
    ),
    ("nothing_needed", "still_needed", lambda need, offer, day: rest(need) > 0),
    ("nothing_left", "still_left", lambda need, offer, day: rest(offer) > 0),
)
DECLINED = "declined_before"
"""Somebody has said no to this need and this offer: they are not brought together again (no source)."""
HOLDING = [holds for _, holds, _ in CONDITIONS]


def failing(need: Facts, offer: Facts, day: dt.date, declined: Collection[Pair] = ()) -> list[str]:
    """The codes of what does not hold for a need and an offer on a day; none where they match."""
    found = [fails for fails, _, holds in CONDITIONS if not holds(need, offer, day)]
    return [*found, DECLINED] if (need["need_ref"], offer["offer_ref"]) in declined else found


def way(need: Facts, offer: Facts) -> int:
    """The way from an offer to a need, in metres."""
    return great_circle_metres(need["latitude"], need["longitude"], offer["latitude"], offer["longitude"])


def told_way(need: Facts, offer: Facts) -> int:
    """The way as others are told of it, in bands: from where they see the offer, since many bands tell a place."""
    latitude, longitude = near(offer).values()
    return great_circle_metres(need["latitude"], need["longitude"], latitude, longitude)
