"""Availability as a kind of row: an offer's reference is what it offers, so that the same offer twice is one.

To offer in somebody's name makes them a candidate, so it asks for a scope of its own; who has it speaks for the people
of the token's source alone, and a volunteer for oneself. Where people live is not known here: who neither acts for the
whole province nor speaks for a source offers for nobody else.
"""

from __future__ import annotations

from services.projects.availability.schemas import Availability
from services.projects.people.copy import volunteer
from shared.kinds import NOWHERE, Case, Kind
from shared.sources import LOCAL, source_of
from shared.where import Where


def _may_offer(offer: Case, where: Where) -> bool:
    """A volunteer's own token offers for that person alone, whatever source it speaks for."""
    known = offer.known.get("volunteer_ref")
    is_oneself = where.person is not None and known is not None and known.get("volunteer") == where.person
    acts_for_more = bool(where.regions or where.organisations)
    return is_oneself or (acts_for_more and source_of(offer["volunteer_ref"]) != LOCAL)


AVAILABILITY = Kind(
    "availability",
    Availability,
    ("volunteer_ref", "date", "part_of_day"),
    "projects:offer",
    place=lambda offer: NOWHERE,
    lies_with=volunteer(),
    permits=_may_offer,
    persons=("volunteer_ref",),
    event="availability.offered.v1",
)
