"""Who is a volunteer, and what is known of each: the copies that all subjects of projects use which name one."""

from __future__ import annotations

from services.projects.people.repository import PEOPLE
from shared import waiting
from shared.copies import Copy
from shared.forgetting import VOLUNTEERS
from shared.kinds import Finder, Need

KNOWN_VOLUNTEERS = Copy(VOLUNTEERS, ("volunteer.registered.v1", "volunteer.named.v1"), "volunteer_ref", ("volunteer",))
"""The numbers of persons by each of their names; of a merge both registrations keep theirs."""

STATES = Copy(
    PEOPLE,
    ("volunteer.registered.v1", "volunteer.verified.v1", "volunteer.changed.v1"),
    "volunteer",
    ("volunteer", "verified", "skills", "guardian_consent_on", "personal"),
    newest=True,
)
"""By number the newest state of a registration; its birth date stays sealed."""


def volunteer(field: str = "volunteer_ref", find: Finder = waiting.known) -> Need:
    """A field that names a volunteer: known under any name of the person, and whoever was erased is refused."""
    return Need(field, VOLUNTEERS, find, person=True)
