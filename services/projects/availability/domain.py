"""Rules of availability: what is offered is a part of a day. Pure."""

from __future__ import annotations

PARTS_OF_DAY = ("morning", "afternoon", "evening")
