"""The events that tell of rows of incentives which wait or are refused."""

from __future__ import annotations

UNDECIDED = ("recognition.held.v1", "recognition.refused.v1")
