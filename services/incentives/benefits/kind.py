"""Benefits as a kind of row: they wait for their partner, and lie in the region whose volunteers they are for."""

from __future__ import annotations

from services.incentives.benefits.schemas import BenefitRow
from services.incentives.partners.kind import PARTNERS
from services.incentives.undecided import UNDECIDED
from shared.kinds import Kind, Need, Place
from shared.lists import Listing

BENEFITS = Kind(
    "benefits",
    BenefitRow,
    "benefit_ref",
    "incentives:write",
    place=lambda benefit: Place(benefit["region_code"]),
    needs=(Need("partner_ref", PARTNERS.name),),
    lives=True,
    event="benefit.offered.v1",
    undecided=UNDECIDED,
)
LIST = Listing(BENEFITS.name, "benefit_ref", filters=("partner_ref", "outcome"))
