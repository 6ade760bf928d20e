"""Transfers as a kind of row: they wait for their volunteer, and are decided on beside the volunteer's others."""

from __future__ import annotations

from typing import Any

from services.registry.transfers import repository
from services.registry.transfers.schemas import TransferRow
from services.registry.transfers.settling import settle
from services.registry.undecided import UNDECIDED
from services.registry.volunteers.known import home_of, is_of_name_alone, is_own, needs_volunteer, number_of
from shared.kinds import Case, Kind, Place
from shared.where import Where


def _is_permitted(case: Case, where: Where) -> bool:
    """The volunteer asks, or who acts where the volunteer belongs; a decision is the receiving region's."""
    asks = where.reaches(home_of(case)) or is_own(case, where)
    return asks and (case["decision"] is None or where.reaches(case["to_region_code"]))


def _kept(case: Case) -> dict[str, Any]:
    return {**number_of(case), **({"of_name": True} if is_of_name_alone(case) else {})}


TRANSFERS = Kind(
    repository.TRANSFERS,
    TransferRow,
    "transfer_ref",
    "registry:write",
    place=lambda case: Place(case["to_region_code"]),
    permits=_is_permitted,
    also=home_of,
    needs=(needs_volunteer(),),
    undecided=UNDECIDED,
    keep=_kept,
    sealed=("reason", "decision_reason"),
    then=settle,
    state=repository.state,
)
