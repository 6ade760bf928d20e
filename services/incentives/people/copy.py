"""Who is a volunteer, for all subjects of incentives whose rows name one."""

from __future__ import annotations

from shared.copies import Copy
from shared.forgetting import VOLUNTEERS
from shared.kinds import Need

KNOWN_VOLUNTEERS = Copy(VOLUNTEERS, ("volunteer.registered.v1", "volunteer.named.v1"), "volunteer_ref", ("volunteer",))
"""The numbers of persons by each of their names; of a merge both registrations keep theirs."""


def volunteer(field: str = "volunteer_ref") -> Need:
    """A field that names a volunteer: known under any name of the person, and whoever was erased is refused."""
    return Need(field, VOLUNTEERS, person=True)
