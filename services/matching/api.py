"""HTTP of matching: the resources of its subjects."""

from __future__ import annotations

from services.matching.blueprint import blueprint
from services.matching.rosters import api as rosters

SUBJECTS = (rosters,)
blueprints = [blueprint]
