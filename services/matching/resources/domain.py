"""Rules of needs and offers: when they are open, what others hear of them (rules-network.md 10). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from shared.rules.faults import Fault, Refused

CATEGORIES = ("goods", "money", "place", "skill")
ACCEPTED_UNITS = "accepted_units"
"""Of a quantity, what is in allotments that somebody accepted."""
WHAT = ("category", "unit", "quantity", "opened_on", "closed_on")
OF_NEEDS = ("need_ref", "organisation_ref", "region_code", *WHAT)
OF_OFFERS = ("offer_ref", "scope_region_code", *WHAT)
SEALED = ("donor", "latitude", "longitude")
"""Of an offer."""

Facts = Mapping[str, Any]
"""Of a need or an offer, as JSON values."""


def is_open(facts: Facts, day: dt.date) -> bool:
    """Whether a need or an offer is open on a day: from the first to the last, both included."""
    closed_on, text = facts["closed_on"], day.isoformat()
    return bool(facts["opened_on"] <= text and (closed_on is None or text <= closed_on))


def rest(facts: Facts) -> int:
    """The units that nobody has accepted yet."""
    return int(facts["quantity"]) - int(facts.get(ACCEPTED_UNITS, 0))


def closed(facts: Facts, day: dt.date) -> dict[str, str]:
    """The field that says the last day of a need or an offer.

    Raises:
        Refused: it would be before the first.
    """
    if day.isoformat() < facts["opened_on"]:
        raise Refused(Fault("closed_on", "before_opened_on"))
    return {"closed_on": day.isoformat()}


def near(offer: Facts) -> dict[str, float]:
    """Where an offer is, as closely as others see it."""
    return {f"near_{name}": round(offer[name], 1) for name in ("latitude", "longitude")}


def told_of_need(need: Facts) -> dict[str, Any]:
    """What others hear of a need."""
    return {name: need[name] for name in OF_NEEDS}


def told_of_offer(offer: Facts) -> dict[str, Any]:
    """What others hear of an offer: not who gives it, nor where it is."""
    return {name: offer[name] for name in OF_OFFERS}
