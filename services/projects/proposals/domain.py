"""What can be said to a proposal. Pure."""

from __future__ import annotations

PROPOSED = "proposed"
"""Where a proposal stands to which nobody said anything."""
ACCEPTED, DECLINED = ANSWERS = ("accepted", "declined")
