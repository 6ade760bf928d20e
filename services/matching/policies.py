"""The policies of matching: of rosters, of allocations, and of openings."""

from __future__ import annotations

from services.matching.allocations.policy import TILTS
from services.matching.openings.policy import OPENINGS
from services.matching.rosters.policy import POLICIES as ROSTERS

POLICIES = (*ROSTERS, *TILTS, *OPENINGS)
