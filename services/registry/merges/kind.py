"""Merges as a kind of row: they wait for both volunteers, and are decided on beside the others of these."""

from __future__ import annotations

from functools import partial

from services.registry.merges import repository
from services.registry.merges.schemas import MergeRow
from services.registry.merges.settling import kept_of, settle
from services.registry.undecided import UNDECIDED
from services.registry.volunteers.known import at_home, needs_volunteer
from shared.kinds import Kind

MERGES = Kind(
    repository.MERGES,
    MergeRow,
    "merge_ref",
    "registry:write",
    place=partial(at_home, field="kept_ref"),
    needs=(needs_volunteer("kept_ref"), needs_volunteer("merged_ref")),
    undecided=UNDECIDED,
    keep=kept_of,
    then=settle,
)
