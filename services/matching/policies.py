"""The policies of matching: of rosters, of allocations, and of openings."""

from __future__ import annotations

from services.matching.openings.policy import OPENINGS
from services.matching.rosters.policy import POLICIES as ROSTERS
from services.matching.tilts.policy import TILTS

POLICIES = (*ROSTERS, *TILTS, *OPENINGS)
