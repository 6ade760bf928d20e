"""Rules of availability: what is offered is a part of a day. Pure."""

from __future__ import annotations

PARTS_OF_DAY = ("morning", "afternoon", "evening")


def volunteer_of(reference: str) -> str:
    """Who offers: an offer's reference ends with the day and its part; a malformed row has the volunteer's alone."""
    volunteer, _, part = reference.rpartition(":")
    return volunteer.rpartition(":")[0] if part in PARTS_OF_DAY else reference
