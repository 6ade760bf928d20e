"""HTTP of what became of the rows of matching: those that were not taken in, and the outcomes of the others."""

from __future__ import annotations

from services.matching.blueprint import blueprint
from services.matching.kinds import KINDS
from shared.web.outcomes import add_outcomes
from shared.web.refusals import add_refusals

add_refusals(blueprint, "matching:export")
add_outcomes(blueprint, KINDS, "matching:export")
