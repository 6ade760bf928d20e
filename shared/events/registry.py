"""What the registry publishes: organisations and volunteers."""

from __future__ import annotations

from marshmallow import fields

from shared.events.contract import Contract, EventData, day, flag, listing, text


class OrganisationRegistered(EventData):
    """An organisation of the tree province > city > county > street."""

    organisation_ref = text("the organisation's reference")
    name = text("its name")
    kind = text("federation or service_team")
    region_code = text("its region, GB/T 2260")
    parent_ref = text("the organisation above; null at the top", allow_none=True)


class VolunteerState(EventData):
    """A volunteer's whole state; the envelope's sequence tells which of two is the later one."""

    volunteer = text("the volunteer's number")
    volunteer_ref = text("the reference under which the source system knows the volunteer")
    home_region_code = text("the region the volunteer is registered in, GB/T 2260")
    skills = listing(fields.String(), "skills, sorted")
    verified = flag("whether the identity authority has confirmed the person")
    guardian_consent_on = day("the day of the guardian's consent; null where there is none", allow_none=True)
    personal = text(
        "sealed for services that hold the key, with the volunteer's number as context: birth_date, latitude, longitude"
    )


VOLUNTEER_LISTENERS = ("hours", "incentives", "matching")

CONTRACTS = (
    Contract(
        "organisation.registered.v1",
        "registry",
        ("projects",),
        OrganisationRegistered,
        "An organisation entered the register.",
    ),
    Contract(
        "volunteer.registered.v1",
        "registry",
        (*VOLUNTEER_LISTENERS, "registry"),
        VolunteerState,
        "A person was registered as a volunteer; the identity authority has not answered yet.",
    ),
    Contract(
        "volunteer.verified.v1",
        "registry",
        VOLUNTEER_LISTENERS,
        VolunteerState,
        "The identity authority confirmed the person.",
    ),
    Contract(
        "volunteer.changed.v1",
        "registry",
        VOLUNTEER_LISTENERS,
        VolunteerState,
        "A volunteer's facts changed: skills, home, place, or the guardian's consent.",
    ),
)
