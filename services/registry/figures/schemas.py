"""What the figures of the registry show over HTTP."""

from __future__ import annotations

from marshmallow import Schema, fields

FEDERATION_STATES = ("in_term", "out_of_term", "none")


def _shares(description: str) -> fields.Dict:
    told = {"description": f"{description}: registered, known to be there, and the share with four decimals"}
    return fields.Dict(fields.String(), fields.List(fields.Raw()), metadata=told)


class Coverage(Schema):
    """What of all there is, is registered."""

    volunteers = _shares("by home city, and 440000 for all")
    organisations = _shares("by city, and 440000 for all")
    projects = _shares("by city, and 440000 for all; missing where there are none")


class Members(Schema):
    """How many of the members of organisations are volunteers."""

    league_members = _shares("by organisation that has a population, and 440000 for all of these")
    party_members = _shares("by organisation that has a population, and 440000 for all of these")


class Schools(Schema):
    """How many schools have an organisation of their volunteers."""

    school_association = _shares("by city, over its universities")
    school_corps = _shares("by city, over its middle schools")


class Figures(Schema):
    """Figures of the registry as of a day."""

    as_of = fields.Date()
    federations = fields.Dict(
        fields.String(),
        fields.String(),
        metadata={"description": f"by city: {', '.join(FEDERATION_STATES[:2])} or {FEDERATION_STATES[2]}"},
    )
    stations_open = fields.Dict(fields.String(), fields.Integer(), metadata={"description": "by city"})
    coverage = fields.Nested(Coverage)
    members = fields.Nested(Members)
    schools = fields.Nested(Schools)
