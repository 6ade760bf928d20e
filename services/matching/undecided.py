"""The events that tell of rows of matching which wait or are refused."""

from __future__ import annotations

UNDECIDED = ("resource.held.v1", "resource.refused.v1")
