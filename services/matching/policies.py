"""The policies of matching: of rosters."""

from __future__ import annotations

from services.matching.rosters.policy import POLICIES as ROSTERS

POLICIES = (*ROSTERS,)
