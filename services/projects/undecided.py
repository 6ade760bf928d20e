"""The events that tell of rows of projects which wait or are refused."""

from __future__ import annotations

UNDECIDED = ("definition.held.v1", "definition.refused.v1")
