"""Placements as a kind of row: they wait for their volunteer, whose age decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.projects.credentials.repository import aged
from services.projects.people.repository import PEOPLE
from services.projects.placements import domain
from services.projects.placements.policies import PLACEMENTS_POLICY
from services.projects.placements.schemas import PlacementRow
from services.projects.undecided import UNDECIDED
from shared.kinds import Case, Kind, Place
from shared.lists import Listing
from shared.regions import is_region
from shared.rules.places import PROVINCE
from shared.waiting import ACCEPTED, NO_LONGER, OUTCOME


def region_of(placement: Mapping[str, Any]) -> str:
    """The region that answers for it: its own, or the province for what lies outside of Guangdong."""
    place: str = placement["place"]
    return place if is_region(place) else PROVINCE


def kept(placement: Case) -> dict[str, Any]:
    """What a placement keeps besides its facts: whose it is."""
    return {"volunteer": placement.known["volunteer_ref"].number}


def _state(document: Mapping[str, Any], day: dt.date) -> str:
    outcome = str(document[OUTCOME])
    return domain.state(document, day) if outcome == ACCEPTED else outcome


PLACEMENTS = Kind(
    "placements",
    PlacementRow,
    "placement_ref",
    "projects:write",
    place=lambda placement: Place(region_of(placement.facts)),
    needs=(aged(),),
    conditions=PLACEMENTS_POLICY,
    named=domain.name_sender,
    keep=kept,
    rests_on=lambda placement: {PEOPLE: sorted(placement.known["volunteer_ref"].numbers)},
    doubted=True,
    sealed=domain.SEALED,
    undecided=UNDECIDED,
    event="placement.recorded.v1",
    tell=lambda placement: domain.told({**placement.facts, **kept(placement)}),
    lives=True,
    state=_state,
)
LIST = Listing(
    PLACEMENTS.name,
    "placement_ref",
    filters=("programme", "volunteer", "outcome", NO_LONGER),
    words={"programme": domain.PROGRAMMES, NO_LONGER: PLACEMENTS_POLICY[-1].reasons},
)
