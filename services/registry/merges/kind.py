"""Merges as a kind of row: they wait for both volunteers, and are decided on beside the others of these."""

from __future__ import annotations

from services.registry.merges import repository
from services.registry.merges.schemas import MergeRow
from services.registry.merges.settling import kept_of, settle
from services.registry.undecided import UNDECIDED
from services.registry.volunteers.known import needs_volunteer
from shared.kinds import Kind, Place

MERGES = Kind(
    repository.MERGES,
    MergeRow,
    "merge_ref",
    "registry:write",
    place=lambda case: Place(case.known["kept_ref"].volunteer.home_region_code),
    needs=(needs_volunteer("kept_ref"), needs_volunteer("merged_ref")),
    undecided=UNDECIDED,
    keep=kept_of,
    then=settle,
)
