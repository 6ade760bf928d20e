"""Merges as a kind of row: they wait for both volunteers, and are decided on beside the others of these."""

from __future__ import annotations

from functools import partial

from services.registry.merges import repository
from services.registry.merges.schemas import MergeRow
from services.registry.merges.settling import kept_of, settle
from services.registry.undecided import UNDECIDED
from services.registry.volunteers.known import at_home, home_of, needs_volunteer
from shared.kinds import Case, Kind
from shared.where import Where


def _is_permitted(case: Case, where: Where) -> bool:
    """Two registrations become one for who acts where both belong: whoever has one must not so get the other."""
    return where.reaches(home_of(case, "kept_ref")) and where.reaches(home_of(case, "merged_ref"))


MERGES = Kind(
    repository.MERGES,
    MergeRow,
    "merge_ref",
    "registry:write",
    place=partial(at_home, field="kept_ref"),
    permits=_is_permitted,
    also=partial(home_of, field="merged_ref"),
    needs=(needs_volunteer("kept_ref"), needs_volunteer("merged_ref")),
    undecided=UNDECIDED,
    keep=kept_of,
    then=settle,
)
