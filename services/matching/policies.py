"""The policies of matching: of rosters, and of allocations."""

from __future__ import annotations

from services.matching.allocations.policy import TILTS
from services.matching.rosters.policy import POLICIES as ROSTERS

POLICIES = (*ROSTERS, *TILTS)
