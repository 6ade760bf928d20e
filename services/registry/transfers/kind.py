"""Transfers as a kind of row: they wait for their volunteer, and are decided on beside the volunteer's others."""

from __future__ import annotations

from services.registry.transfers import repository
from services.registry.transfers.schemas import TransferRow
from services.registry.transfers.settling import settle
from services.registry.undecided import UNDECIDED
from services.registry.volunteers.known import needs_volunteer
from shared.kinds import Kind, Place

TRANSFERS = Kind(
    repository.TRANSFERS,
    TransferRow,
    "transfer_ref",
    "registry:write",
    place=lambda case: Place(case["to_region_code"]),
    needs=(needs_volunteer(),),
    undecided=UNDECIDED,
    keep=lambda case: {"volunteer": case.known["volunteer_ref"].number},
    sealed=("reason", "decision_reason"),
    then=settle,
    state=repository.state,
)
