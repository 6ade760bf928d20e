"""What the registry publishes of its other records about people and places, and of rows that wait or are refused."""

from __future__ import annotations

from marshmallow import fields

from shared.events.contract import Contract, EventData, RowUndecided, day, flag, moment, text, whole


class MembershipChanged(EventData):
    """A volunteer joined or left an organisation; as what, only incentives can read."""

    affiliation_ref = text("the affiliation's reference")
    volunteer = text("the volunteer's number")
    organisation_ref = text("the organisation")
    personal = fields.String(
        metadata={
            "description": "sealed for incentives, with the volunteer's number as context: "
            "kind, stage, from, to; of every affiliation"
        }
    )


class LicenceRecorded(EventData):
    """A volunteer holds a licence."""

    licence_ref = text("the licence's reference")
    volunteer = text("the volunteer's number")
    kind = text("lawyer, doctor, nurse, teacher, social_worker, first_aid or driver")
    valid_from = day("the first day on which it is valid")
    valid_to = day("the last day on which it is valid; null for no end", allow_none=True)
    verified = flag("whether its issuer confirmed it")


class InsuranceRecorded(EventData):
    """A volunteer is insured."""

    insurance_ref = text("the insurance's reference")
    volunteer = text("the volunteer's number")
    first_day = day("the first day that is covered")
    last_day = day("the last day that is covered; null for no end", allow_none=True)


class ConsentGiven(EventData):
    """A volunteer lets a receiver know something for a purpose."""

    consent_ref = text("the consent's reference")
    volunteer = text("the volunteer's number")
    purpose = text("benefits, school_record or insurance")
    receiver_ref = text("a partner or an organisation")
    consented_at = moment("from when on")


class ConsentWithdrawn(EventData):
    """A volunteer no longer does."""

    consent_ref = text("the consent's reference")
    volunteer = text("the volunteer's number")
    purpose = text("benefits, school_record or insurance")
    receiver_ref = text("a partner or an organisation")
    consented_at = moment("from when on it held")
    withdrawn_at = moment("from when on it no longer holds")


class PopulationRecorded(EventData):
    """How many there are of a kind in a place, to compare figures with."""

    population_ref = text("the population's reference")
    kind = text("volunteers, organisations, projects, league_members, party_members, universities or middle_schools")
    region_code = text("the place, GB/T 2260")
    organisation_ref = text("the organisation, of members; null for others", allow_none=True)
    count = whole("how many there are")
    as_of = day("on which day")


class TokenRevoked(EventData):
    """A token counts no longer."""

    jti = text("the token's number, its claim jti")
    revoked_at = moment("when that was decided")


class HolderRevoked(EventData):
    """All tokens of a holder that were made until a moment count no longer."""

    holder = text("whose: `<source>:<subject>`; in place of a subject that is no reference `subject-<keyed hash>`")
    revoked_at = moment("until when they were made; when that was decided")


CONTRACTS = (
    Contract(
        "membership.changed.v1",
        "registry",
        ("registry", "incentives"),
        MembershipChanged,
        "A volunteer joined or left an organisation.",
        ("incentives",),
    ),
    Contract(
        "licence.recorded.v1",
        "registry",
        ("projects",),
        LicenceRecorded,
        "A volunteer's licence was recorded or changed.",
    ),
    Contract(
        "insurance.recorded.v1", "registry", ("projects",), InsuranceRecorded, "A volunteer's insurance was recorded."
    ),
    Contract("consent.given.v1", "registry", ("incentives",), ConsentGiven, "A volunteer gave a consent."),
    Contract("consent.withdrawn.v1", "registry", ("incentives",), ConsentWithdrawn, "A volunteer withdrew a consent."),
    Contract(
        "population.recorded.v1",
        "registry",
        ("registry",),
        PopulationRecorded,
        "A population to compare with was recorded.",
    ),
    Contract(
        "token.revoked.v1",
        "registry",
        ("projects", "hours", "incentives", "matching"),
        TokenRevoked,
        "A token counts no longer, before it is over.",
    ),
    Contract(
        "holder.revoked.v1",
        "registry",
        ("projects", "hours", "incentives", "matching"),
        HolderRevoked,
        "All tokens of a holder that were made until then count no longer.",
    ),
    Contract("registration.held.v1", "registry", (), RowUndecided, "A row waits for what it names to become known."),
    Contract("registration.refused.v1", "registry", (), RowUndecided, "A row breaks a rule of the registry."),
)
