"""What matching publishes: rosters and the places they propose to volunteers; needs, offers, allotments."""

from __future__ import annotations

from marshmallow import fields

from shared.events.contract import Contract, EventData, RowUndecided, day, flag, listing, moment, policy, text, whole


class MatchProposed(EventData):
    """A roster proposes a place to a volunteer; people decide."""

    roster = text("the roster's id")
    shift_ref = text("the shift")
    volunteer = text("the volunteer's number")
    volunteer_ref = text("the volunteer's reference in the source system")
    cost = whole("the place's cost by the policy: metres and weights")
    reasons = listing(fields.String(), "reason codes: the hard conditions that hold, and what made the cost")
    policy = policy()


class MatchProposedV2(EventData):
    """A roster proposes a place to a volunteer; people decide. The way is told in bands: costs told where one lives."""

    roster = text("the roster's id")
    shift_ref = text("the shift")
    volunteer = text("the volunteer's number")
    volunteer_ref = text("the volunteer's reference in the source system")
    band = text(
        "how far it is from the home's cell to the site: within_10_km, within_20_km, within_50_km, beyond_50_km"
    )
    reasons = listing(fields.String(), "reason codes: the hard conditions that hold, and what made the cost")
    policy = policy()


class RosterSolved(EventData):
    """A roster was solved, with its figures beside a greedy and a random assignment."""

    roster = text("the roster's id")
    solved_at = moment("when")
    filled = whole("places filled")
    places = whole("places in all")
    covered_shifts = whole("shifts with at least one volunteer")
    shifts = whole("shifts in all")
    total_cost = whole("sum of the costs of the filled places")
    policy = policy()


class RosterSolvedV2(EventData):
    """A roster was solved; what it costs stays in the solver, since that of one place tells where somebody lives."""

    roster = text("the roster's id")
    solved_at = moment("when")
    filled = whole("places filled")
    places = whole("places in all")
    covered_shifts = whole("shifts with at least one volunteer")
    shifts = whole("shifts in all")
    policy = policy()


class RosterAsked(EventData):
    """Somebody asked for rosters of several cities: this one's is to be solved by whichever worker is free."""

    task = text("the city's task")
    run = text("what was asked, of all its cities")
    city_code = text("the city, GB/T 2260")


class PlaceFixed(EventData):
    """Who runs a shift has fixed a volunteer's place in it for all rosters, or takes that back."""

    shift_ref = text("the shift")
    volunteer = text("the volunteer's number")
    volunteer_ref = text("the volunteer's reference, as who fixed the place wrote it")
    fixed = flag("false where it is planned like others again")
    decided_at = moment("when somebody said so")


class NeedState(EventData):
    """What an organisation needs, and from when to when."""

    need_ref = text("the need's reference")
    organisation_ref = text("the organisation that needs it")
    region_code = text("where, GB/T 2260")
    category = text("goods, money, place or skill")
    unit = text("what is counted: box, kg, fen, room, hour, ...")
    quantity = whole("whole units")
    opened_on = day("the first day on which it is open")
    closed_on = day("the last day; null where there is none yet", allow_none=True)


class OfferState(EventData):
    """What somebody offers, and from when to when; neither who it is nor where it lies."""

    offer_ref = text("the offer's reference")
    scope_region_code = text("for which region it is, GB/T 2260")
    category = text("goods, money, place or skill")
    unit = text("what is counted: box, kg, fen, room, hour, ...")
    quantity = whole("whole units")
    opened_on = day("the first day on which it is open")
    closed_on = day("the last day; null where there is none yet", allow_none=True)


class AllotmentProposed(EventData):
    """An allocation proposes units of an offer for a need; people decide."""

    allotment_ref = text("the allotment's reference")
    need_ref = text("the need")
    offer_ref = text("the offer")
    units = whole("whole units")
    weight = whole("what a unit is worth there by the policy")
    band = text("how far it is: within_20_km, within_50_km, within_200_km, beyond_200_km")
    reasons = listing(fields.String(), "reason codes: the conditions that hold, and where the need lies")
    as_of = day("the day of whose needs and offers")
    policy = policy()


class AllotmentSettled(EventData):
    """What became of an allotment."""

    allotment_ref = text("the allotment's reference")
    need_ref = text("the need")
    offer_ref = text("the offer")
    units = whole("whole units")
    state = text("accepted or declined by somebody; withdrawn where another allocation took its place")


class AllocationProposed(EventData):
    """All allotments of an allocation are proposed."""

    allocation = text("the allocation's id")
    as_of = day("the day of whose needs and offers")
    units = whole("units in all")
    weighted_units = whole("the sum of weight x units")
    allotments = whole("how many")
    policy = policy()


class TiltAdopted(EventData):
    """A version of the tilt was adopted: from its first day on allocations are made by it."""

    tilt_version_ref = text("the version's reference")
    version = whole("its number")
    holds_from = day("its first day")
    county_outside_delta = whole("what a unit is worth in a county outside of the delta")
    outside_delta = whole("elsewhere outside of it")
    in_delta = whole("in it")


CONTRACTS = (
    Contract("allotment.proposed.v1", "matching", (), AllotmentProposed, "Units of an offer were proposed for a need."),
    Contract("allotment.settled.v1", "matching", (), AllotmentSettled, "An allotment was decided on, or withdrawn."),
    Contract("allocation.proposed.v1", "matching", (), AllocationProposed, "An allocation was proposed."),
    Contract("resource.held.v1", "matching", (), RowUndecided, "A need waits for what it names to become known."),
    Contract("resource.refused.v1", "matching", (), RowUndecided, "A need lies outside of where its sender may act."),
    Contract("need.opened.v1", "matching", (), NeedState, "An organisation needs something."),
    Contract("need.closed.v1", "matching", (), NeedState, "A need has a last day."),
    Contract("offer.made.v1", "matching", (), OfferState, "Somebody offers something."),
    Contract("offer.withdrawn.v1", "matching", (), OfferState, "An offer has a last day."),
    Contract(
        "match.proposed.v1",
        "matching",
        ("projects",),
        MatchProposed,
        "A place was proposed to a volunteer, with its cost; of the past, no longer told.",
    ),
    Contract("match.proposed.v2", "matching", ("projects",), MatchProposedV2, "A place was proposed to a volunteer."),
    Contract("place.fixed.v1", "matching", (), PlaceFixed, "A place was fixed for rosters, or is not any more."),
    Contract("roster.asked.v1", "matching", ("matching",), RosterAsked, "The roster of a city is to be solved."),
    Contract("tilt.adopted.v1", "matching", (), TiltAdopted, "A version of the tilt was adopted by a second person."),
    Contract("roster.solved.v1", "matching", (), RosterSolved, "A roster was solved; of the past, no longer told."),
    Contract("roster.solved.v2", "matching", (), RosterSolvedV2, "A roster was solved."),
)
