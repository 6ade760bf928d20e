"""Availability as a kind of row: an offer's reference is what it offers, so that the same offer twice is one.

To offer in somebody's name makes them a candidate, so it asks for a scope of its own; who has it speaks for the people
of the token's source alone. Where these live is not known here: who neither acts for the whole province nor speaks for
a source offers for nobody.
"""

from __future__ import annotations

from services.projects.availability.schemas import Availability
from shared.kinds import NOWHERE, Kind
from shared.sources import LOCAL, source_of

AVAILABILITY = Kind(
    "availability",
    Availability,
    ("volunteer_ref", "date", "part_of_day"),
    "projects:offer",
    place=lambda offer: NOWHERE,
    permits=lambda offer, where: source_of(offer["volunteer_ref"]) != LOCAL,
    persons=("volunteer_ref",),
    event="availability.offered.v1",
)
