"""What incentives publishes: stars, points and award eligibility, each with the entries it rests on."""

from __future__ import annotations

from marshmallow import fields

from shared.events.contract import Contract, EventData, day, listing, policy, text, whole


class StarsChanged(EventData):
    """A volunteer's star rating changed."""

    volunteer = text("the volunteer's number")
    stars = whole("0 to 5, now")
    before = whole("0 to 5, before")
    minutes = whole("credited minutes that it rests on")
    entries = listing(fields.String(), "the ledger entries that it rests on, sorted")
    policy = policy()


class PointsChanged(EventData):
    """A volunteer's points for one city changed."""

    volunteer = text("the volunteer's number")
    city_code = text("the city whose policy gives the points, GB/T 2260")
    points = whole("now")
    before = whole("before")
    as_of = day("the day on which the policy's window ends")
    entries = listing(fields.String(), "the ledger entries inside the window, sorted")
    policy = policy()


class AwardBecameEligible(EventData):
    """A volunteer became eligible for an award; nomination and review are people's."""

    volunteer = text("the volunteer's number")
    category = text("best_volunteer")
    minutes = whole("credited minutes in all")
    period_minutes = whole("credited minutes in the award's period")
    period_from = day("first day of the award's period")
    period_to = day("last day of the award's period")
    entries = listing(fields.String(), "the ledger entries that it rests on, sorted")
    policy = policy()


class PartnerRegistered(EventData):
    """A department acts on what Kapok tells it."""

    partner_ref = text("the partner's reference")
    name = text("its name")
    department = text("education, human_resources, transport, health, finance or insurance")


CONTRACTS = (
    Contract(
        "partner.registered.v1", "incentives", ("registry",), PartnerRegistered, "A partner department was registered."
    ),
    Contract("stars.changed.v1", "incentives", (), StarsChanged, "A volunteer's star rating changed."),
    Contract("points.changed.v1", "incentives", (), PointsChanged, "A volunteer's points for a city changed."),
    Contract(
        "award.became_eligible.v1",
        "incentives",
        (),
        AwardBecameEligible,
        "A volunteer became eligible for the Kapok award (红棉奖).",
    ),
)
