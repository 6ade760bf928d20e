"""Needs and offers as kinds of rows: a need waits for its organisation; a donor need not be known to anybody."""

from __future__ import annotations

from services.matching.facts.organisations import ORGANISATIONS
from services.matching.resources import domain
from services.matching.resources.schemas import NeedRow, OfferRow
from services.matching.undecided import UNDECIDED
from shared.kinds import Kind, Need, Place

NEEDS = Kind(
    "needs",
    NeedRow,
    "need_ref",
    "matching:write",
    place=lambda need: Place(need["region_code"], need["organisation_ref"]),
    needs=(Need("organisation_ref", ORGANISATIONS.collection),),
    event="need.opened.v1",
    tell=lambda need: domain.told_of_need(need.facts),
    undecided=UNDECIDED,
    lives=True,
)
OFFERS = Kind(
    "offers",
    OfferRow,
    "offer_ref",
    "matching:write",
    place=lambda offer: Place(offer["scope_region_code"]),
    event="offer.made.v1",
    tell=lambda offer: domain.told_of_offer(offer.facts),
    keep=lambda offer: domain.near(offer.facts),
    sealed=domain.SEALED,
    keeps_outcome=True,
    lives=True,
)
