"""HTTP of what became of the rows of every subject: those that were not taken in, and the outcomes of the others."""

from __future__ import annotations

from services.projects.blueprint import blueprint
from services.projects.kinds import KINDS
from shared.web.outcomes import add_outcomes
from shared.web.refusals import add_refusals

add_refusals(blueprint, "projects:export")
add_outcomes(blueprint, KINDS, "projects:export")
