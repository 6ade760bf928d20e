"""Partners as a kind of row: departments and companies that act on what was earned; they are of no region."""

from __future__ import annotations

from services.incentives.partners.schemas import PartnerRow
from shared.kinds import NOWHERE, Kind

PARTNERS = Kind(
    "partners",
    PartnerRow,
    "partner_ref",
    "incentives:write",
    place=lambda partner: NOWHERE,
    event="partner.registered.v1",
    lives=True,
    sealed=("contact", "key", "endpoint"),
)
