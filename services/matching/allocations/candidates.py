"""Which offers a need can be given, and which not for what reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

from services.matching.allocations import conditions, repository
from services.matching.allocations.repository import Resources
from services.matching.resources.domain import Facts, rest
from services.matching.resources.kind import NEEDS
from services.matching.tilts.policy import BANDS, TiltPolicy
from services.matching.tilts.usecases import tilt_of
from shared import lives
from shared.rules.places import contains
from shared.store.transaction import Store
from shared.where import EVERYWHERE, Where


def offers_for(store: Store, need_ref: str, day: dt.date, where: Where = EVERYWHERE) -> list[dict[str, Any]]:
    """The offers of a need's category, those that match first and the nearest of them; the others with what fails.

    Args:
        where: where who asks may act; of offers for elsewhere nobody is told but who reaches them.

    Raises:
        Unknown: there is no such need, or none that may be seen.
    """
    lives.find(store, NEEDS, need_ref, where)
    resources, policy = repository.left(store), tilt_of(store, day)
    need = next((one for one in resources.needs if one["need_ref"] == need_ref), None)
    if need is None:
        return []
    shown = [
        _candidate(need, offer, day, policy, resources)
        for offer in resources.offers
        if offer["category"] == need["category"]
        if contains(offer["scope_region_code"], need["region_code"]) or where.reaches(offer["scope_region_code"])
    ]
    return sorted(shown, key=lambda one: (not one["matches"], _rank(one["band"]), one["offer_ref"]))


def _candidate(need: Facts, offer: Facts, day: dt.date, policy: TiltPolicy, resources: Resources) -> dict[str, Any]:
    failing = conditions.failing(need, offer, day, resources.declined)
    tilt = policy.tilt(need["region_code"])
    return {
        "offer_ref": offer["offer_ref"],
        "matches": not failing,
        "band": None if failing else policy.band(conditions.told_way(need, offer)),
        "units": rest(offer),
        "reasons": failing or [*conditions.HOLDING, tilt],
    }


def _rank(band: str | None) -> int:
    return BANDS.index(band) if band in BANDS else len(BANDS)
