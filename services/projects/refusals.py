"""HTTP of the rows that were not taken in, of every subject."""

from __future__ import annotations

from services.projects.blueprint import blueprint
from shared.web.refusals import add_refusals

add_refusals(blueprint, "projects:export")
