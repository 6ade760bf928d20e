"""The events that tell of rows of the registry which wait or are refused."""

from __future__ import annotations

UNDECIDED = HELD, REFUSED = ("registration.held.v1", "registration.refused.v1")
