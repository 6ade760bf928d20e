"""What the registry publishes of organisations, their officers and their stations."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from shared.events.contract import Contract, EventData, day, flag, text


def _optional(description: str, of: type[fields.Field[Any]] = fields.String) -> fields.Field[Any]:
    """A field that was added later: an earlier event has none."""
    return of(required=False, allow_none=True, metadata={"description": f"{description}; null where there is none"})


class OrganisationRegistered(EventData):
    """An organisation of the tree province > city > county > street, whose place in it is settled."""

    organisation_ref = text("the organisation's reference")
    name = text("its name")
    kind = text("federation, service_team, school_association, company, ...")
    region_code = text("its region, GB/T 2260")
    parent_ref = text("the organisation above; null at the top", allow_none=True)
    field = _optional("an alliance's field: law, community_correction, aid, emergency, medicine or culture")
    founded_on = _optional("the first day on which it is active", fields.Date)
    dissolved_on = _optional("the first day on which it is no longer active", fields.Date)
    successor_ref = _optional("the organisation that takes over what is open at its dissolution")


class OrganisationChanged(OrganisationRegistered):
    """An organisation's state after a step of its life; the envelope's sequence tells which of two is the later."""


class TermRecorded(EventData):
    """Somebody was elected to an office of an organisation."""

    term_ref = text("the term's reference")
    organisation_ref = text("the organisation")
    volunteer = text("the number of who was elected")
    office = text("chair, vice_chair or secretary_general")
    elected_on = day("the first day of the term")
    ends_on = day("the last day of the term, unless a later election ends it before")


class StationOpened(EventData):
    """A volunteer home or station stands at a site."""

    station_ref = text("the station's reference, which is its site's")
    organisation_ref = text("the organisation that runs it")
    kind = text("home or station")
    region_code = text("its site's region, GB/T 2260")
    opened_on = day("the first day on which it is open")
    closed_on = day("the first day on which it is closed again; null while there is none", allow_none=True)
    name = _optional("its name")


class StationChanged(StationOpened):
    """A station's state after a step of its life."""


class MembersUnsettled(EventData):
    """Those who belong to an organisation count elsewhere than before, and are counted anew, a part at a time."""

    organisation_ref = text("the organisation")
    after = text("the reference of the last affiliation that was counted anew; null for none", allow_none=True)
    below = flag("whether those who belong to organisations below it are unsettled too")


CONTRACTS = (
    Contract(
        "organisation.registered.v1",
        "registry",
        ("hours", "incentives", "matching", "projects", "registry"),
        OrganisationRegistered,
        "An organisation entered the register.",
    ),
    Contract(
        "organisation.changed.v1",
        "registry",
        ("hours", "incentives", "matching", "projects", "registry"),
        OrganisationChanged,
        "An organisation's facts changed.",
    ),
    Contract("term.recorded.v1", "registry", ("registry",), TermRecorded, "A term of office began or will begin."),
    Contract(
        "station.opened.v1",
        "registry",
        ("incentives", "registry"),
        StationOpened,
        "A volunteer home or station was registered.",
    ),
    Contract(
        "members.unsettled.v1",
        "registry",
        ("registry",),
        MembersUnsettled,
        "Members of an organisation must be counted anew: its place in the tree, standing or population changed.",
    ),
    Contract(
        "station.changed.v1",
        "registry",
        ("incentives", "registry"),
        StationChanged,
        "A station's facts changed, such as its closing.",
    ),
)
