"""Where a roster lies: in the places of all its shifts, so that it is shown to who reaches all of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from services.matching.facts.domain import Shift
from shared.store.client import Document
from shared.where import Where

PLACES = "places_of_shifts"


def places(shifts: Iterable[Shift]) -> list[list[str]]:
    """Where shifts lie: region and organisation, each once."""
    return [list(place) for place in sorted({(one.region_code, one.organisation_ref or "") for one in shifts})]


def reaches(where: Where, roster: Document) -> bool:
    """Whether all shifts of a roster, or of several, are within reach; of one from before it was kept, nobody knows."""
    return where.everywhere or (
        PLACES in roster and all(where.reaches(region, organisation or None) for region, organisation in roster[PLACES])
    )
