"""What the registry publishes of volunteers: their state, their other names, and what becomes of a registration."""

from __future__ import annotations

from marshmallow import fields

from shared.events.contract import Contract, EventData, day, flag, listing, moment, text


class VolunteerState(EventData):
    """A volunteer's whole state; the envelope's sequence tells which of two is the later one."""

    volunteer = text("the volunteer's number")
    volunteer_ref = text("the reference under which the source system knows the volunteer")
    home_region_code = text("the region the volunteer is registered in, GB/T 2260")
    skills = listing(fields.String(), "skills, sorted")
    verified = flag("whether the identity authority has confirmed the person")
    guardian_consent_on = day("the day of the guardian's consent; null where there is none", allow_none=True)
    personal = text(
        "sealed for hours, matching, projects and the registry, with the volunteer's number as context: "
        "birth_date, latitude, longitude"
    )
    papers = fields.String(
        required=False,
        metadata={
            "description": "sealed for hours, with the same context: document, which is resident, hk_macao or other; "
            "missing where an earlier version told it"
        },
    )


class VolunteerNamed(EventData):
    """Another source registered a person who is known: one person under one more name."""

    volunteer = text("the volunteer's number")
    volunteer_ref = text("the reference of the other source, with its name before a colon")
    registered_ref = text("the reference under which the person is registered")
    home_region_code = fields.String(
        required=False,
        allow_none=True,
        metadata={
            "description": "where the person belongs by this name, GB/T 2260; null or missing where an earlier version "
            "told it"
        },
    )


class VolunteerTransferred(EventData):
    """A volunteer belongs to another region; hours keep the region in which they were served."""

    volunteer = text("the volunteer's number")
    transfer_ref = text("the transfer's reference")
    from_region_code = text("the region before, GB/T 2260")
    to_region_code = text("the region from now on, GB/T 2260")
    decided_at = moment("when the receiving region accepted")


class VolunteerMerged(EventData):
    """Two registrations are one person: what the merged one earned counts for the kept one."""

    merge_ref = text("the merge's reference")
    kept = text("the number of the registration that stays")
    kept_ref = text("its reference")
    merged = text("the number of the registration that is merged into it")
    merged_ref = text("its reference")
    merged_at = moment("from when on")


class VolunteerSeparated(EventData):
    """A merge was undone: both registrations have their own again."""

    merge_ref = text("the merge's reference")
    kept = text("the number of the registration that was kept")
    kept_ref = text("its reference")
    merged = text("the number of the registration that was merged")
    merged_ref = text("its reference")
    merged_at = moment("from when on they were one")
    undone_at = moment("from when on they are two again")


class VolunteerErased(EventData):
    """All that was known of a person is gone; entries of the ledger stay under the number, which names nobody now."""

    volunteer = text("the volunteer's number")
    volunteer_ref = text("the reference under which the source system knew the volunteer")
    other_refs = fields.List(
        fields.String(), metadata={"description": "the references under which other sources knew the volunteer"}
    )


class SuspicionDismissed(EventData):
    """Somebody decided that registrations with something in common are of different persons."""

    suspicion_ref = text("the suspicion's reference")
    volunteers = listing(fields.String(), "the numbers of the registrations")
    decided_by = text("who decided")


VOLUNTEER_LISTENERS = ("hours", "incentives", "matching", "projects")
STATE_READERS = ("hours", "matching", "projects", "registry")
"""Who needs a birth date or a home: the registry itself, too, when other subjects ask how old somebody is."""
STATE_APART = (("papers", ("hours",)),)
"""Hours counts joint shifts by whose papers somebody has; nobody else asks."""

CONTRACTS = (
    Contract(
        "volunteer.registered.v1",
        "registry",
        (*VOLUNTEER_LISTENERS, "registry"),
        VolunteerState,
        "A person was registered as a volunteer; the identity authority has not answered yet.",
        STATE_READERS,
        STATE_APART,
    ),
    Contract(
        "volunteer.verified.v1",
        "registry",
        (*VOLUNTEER_LISTENERS, "registry"),
        VolunteerState,
        "The identity authority confirmed the person.",
        STATE_READERS,
        STATE_APART,
    ),
    Contract(
        "volunteer.changed.v1",
        "registry",
        (*VOLUNTEER_LISTENERS, "registry"),
        VolunteerState,
        "A volunteer's facts changed: skills, home, place, or the guardian's consent.",
        STATE_READERS,
        STATE_APART,
    ),
    Contract(
        "volunteer.named.v1",
        "registry",
        (*VOLUNTEER_LISTENERS, "registry"),
        VolunteerNamed,
        "A person is known under one more reference.",
    ),
    Contract(
        "volunteer.transferred.v1",
        "registry",
        ("hours", "incentives", "registry"),
        VolunteerTransferred,
        "A volunteer moved to another region.",
    ),
    Contract(
        "volunteer.merged.v1",
        "registry",
        (*VOLUNTEER_LISTENERS, "registry"),
        VolunteerMerged,
        "Two registrations of one person were merged.",
    ),
    Contract(
        "volunteer.separated.v1",
        "registry",
        (*VOLUNTEER_LISTENERS, "registry"),
        VolunteerSeparated,
        "A merge was undone.",
    ),
    Contract(
        "volunteer.erased.v1",
        "registry",
        (*VOLUNTEER_LISTENERS, "registry"),
        VolunteerErased,
        "A person's facts were erased.",
    ),
    Contract(
        "suspicion.dismissed.v1",
        "registry",
        (),
        SuspicionDismissed,
        "Registrations that might have been of one person are of different ones.",
    ),
)
