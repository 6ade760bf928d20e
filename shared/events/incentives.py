"""What incentives publishes: stars, points and award eligibility, each with the entries it rests on."""

from __future__ import annotations

from typing import ClassVar

from marshmallow import fields

from shared.events.contract import Contract, EventData, RowUndecided, day, flag, listing, moment, policy, text, whole


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


class AwardEligibilityEnded(AwardBecameEligible):
    """A volunteer is eligible for an award no longer: of the period of now, what was served is too little."""

    as_of = day("the day on which that is so")


class AwardAnnounced(EventData):
    """A category of an award cycle was announced: who is eligible, and on which days."""

    cycle_ref = text("the cycle's reference")
    category = text("volunteer, project, organisation or community")
    period_from = day("first day whose service counts")
    period_to = day("last day whose service counts")
    nominations_from = day("first day on which may be nominated")
    nominations_to = day("last day on which may be nominated")
    review_to = day("last day of the review")
    notice_from = day("first day of the public notice")
    notice_to = day("last day of the public notice")
    notice_days = whole("how many days of public notice")
    quota = whole("how many are awarded at most")
    min_minutes = whole("the least credited minutes in all; null for any", allow_none=True)
    min_minutes_in_period = whole("the least credited minutes in the period; null for any", allow_none=True)
    min_volunteers = whole("the least distinct volunteers; null for any", allow_none=True)
    min_measured_share = whole("the least share of measured minutes in per cent; null for any", allow_none=True)


class AwardUnsettled(EventData):
    """More was served by or for who or what is nominated: the nomination is decided on again."""

    nomination_ref = text("the nomination's reference")


class AwardNominated(EventData):
    """A nomination was decided on, or anew: others came, or what is known of the subject is more."""

    nomination_ref = text("the nomination's reference")
    cycle_ref = text("the cycle")
    category = text("volunteer, project, organisation or community")
    volunteer = text("the number of the volunteer who is nominated; null in other categories", allow_none=True)
    subject_ref = text("what is nominated; null where a volunteer is", allow_none=True)
    stands = flag("whether it stands")
    reason = text("why it does not, the rule's reason code; null where it does", allow_none=True)
    policy = policy()


class AwardScored(EventData):
    """Whether a juror's score of a nomination counts; who gave it, and how much, is told to nobody."""

    score_ref = text("the score's reference")
    nomination_ref = text("the nomination")
    counts = flag("whether it counts")


class AwardGiven(EventData):
    """The result of an award cycle, when its public notice is over."""

    nomination_ref = text("the nomination's reference")
    cycle_ref = text("the cycle")
    category = text("volunteer, project, organisation or community")
    volunteer = text("the volunteer's number; null in other categories", allow_none=True)
    subject_ref = text("what was nominated; null where a volunteer was", allow_none=True)
    mean = text("the mean of the scores that count, with two decimals")
    scores = whole("how many count")
    policy = policy()


class AwardObjected(EventData):
    """Somebody objects to a nomination in its public notice, or that is decided on; who, and what is said, stays."""

    objection_ref = text("the objection's reference")
    nomination_ref = text("the nomination")
    volunteer = text("the volunteer's number who is nominated; null in other categories", allow_none=True)
    at = moment("when it was filed")
    decision = text("upheld or dismissed; null until it is decided on", allow_none=True)


class PartnerRegistered(EventData):
    """A department acts on what Kapok tells it."""

    partner_ref = text("the partner's reference")
    name = text("its name")
    department = text("education, human_resources, transport, health, finance or insurance")


class PartnerAgreed(EventData):
    """What a partner is told was agreed; without a type of event it is told nothing any more."""

    partner_ref = text("the partner's reference")
    purpose = text("what volunteers must have consented to: benefits, school_record or insurance")
    types = listing(fields.String(), "the types of events that it is told, sorted")
    allowed = listing(fields.String(), "the fields of these that it is told, sorted")
    known_by = text("how it knows a person: pseudonym or number")


class PushDisabled(EventData):
    """A partner is sent nothing any more of what it is told, until somebody enables it again."""

    partner_ref = text("the partner's reference")
    reason = text("gone (it answered 410) or exhausted (it took nothing for three days)")
    position = whole("up to which event of its log it was sent")


class PushEnabled(EventData):
    """A partner is sent again what it is told."""

    partner_ref = text("the partner's reference")
    position = whole("up to which event of its log it was sent")


class BenefitOffered(EventData):
    """A partner offers something to volunteers of a region."""

    class Meta(EventData.Meta):
        include: ClassVar = {
            "from": day("the first day"),
            "to": day("the last day; null for no end", allow_none=True),
        }

    benefit_ref = text("the benefit's reference")
    partner_ref = text("the partner's reference")
    name = text("what it is called")
    min_stars = whole("the least stars; null for any", allow_none=True)
    min_minutes = whole("the least credited minutes; null for any", allow_none=True)
    within_days = whole("of so many last days these minutes are; null for all", allow_none=True)
    region_code = text("for volunteers who belong there, GB/T 2260")


class PartnerReported(EventData):
    """A partner reported something of a volunteer."""

    report_ref = text("the report's reference")
    partner_ref = text("the partner's reference")
    volunteer = text("the volunteer's number")
    benefit_ref = text("what was redeemed; null of a breach", allow_none=True)
    kind = text("redeemed, breach, or breach_resolved")
    at = moment("when it happened")


class ReportTakenBack(PartnerReported):
    """A partner took a report back: it counts no more."""

    taken_back_at = moment("when; from that day in China on it is void")
    why = text("mistake, other_person or twice")


class ReportObjected(PartnerReported):
    """The volunteer objects to a partner's report; what is said against it stays where it is kept."""

    objected_at = moment("when")


class ObjectionDecided(PartnerReported):
    """An objection to a partner's report was decided on, by another person than who reported or objected."""

    decision = text("upheld or dismissed")
    decided_at = moment("when; if upheld, the report is void from that day in China on")


class PolicyAdopted(EventData):
    """A version of a policy was adopted: from its first day on, everybody is decided on by it."""

    policy_version_ref = text("the version's reference")
    name = text("the policy's name")
    version = whole("its version")
    region_code = text("where it holds, GB/T 2260; 000000 for the whole country")
    holds_from = day("its first day")


class BenefitDecided(EventData):
    """A benefit is another to a volunteer than before."""

    volunteer = text("the volunteer's number")
    benefit_ref = text("the benefit's reference")
    partner_ref = text("whose it is")
    before = text("none, granted, suspended or redeemed")
    reason = text(
        "of an end the first condition that fails, or merged; else eligible, breach or reported, by what makes it so"
    )
    as_of = day("the day as of which it was decided")


CONTRACTS: tuple[Contract, ...] = (
    Contract("recognition.held.v1", "incentives", (), RowUndecided, "A row waits for what it names to become known."),
    Contract("recognition.refused.v1", "incentives", (), RowUndecided, "A row breaks a rule of incentives."),
    Contract(
        "partner.registered.v1",
        "incentives",
        ("incentives", "registry"),
        PartnerRegistered,
        "A partner department was registered.",
    ),
    Contract(
        "benefit.offered.v1",
        "incentives",
        ("incentives",),
        BenefitOffered,
        "A partner offers something to volunteers of a region.",
    ),
    Contract(
        "partner.reported.v1",
        "incentives",
        ("incentives",),
        PartnerReported,
        "A partner reported that a volunteer redeemed a benefit, breached its terms, or that this is resolved.",
    ),
    Contract(
        "report.taken_back.v1",
        "incentives",
        ("incentives",),
        ReportTakenBack,
        "A partner took a report back.",
    ),
    Contract("report.objected.v1", "incentives", (), ReportObjected, "A volunteer objects to a partner's report."),
    Contract(
        "objection.decided.v1",
        "incentives",
        ("incentives",),
        ObjectionDecided,
        "An objection to a partner's report was upheld or dismissed.",
    ),
    Contract("partner.agreed.v1", "incentives", (), PartnerAgreed, "What a partner is told was agreed."),
    Contract(
        "push.disabled.v1", "incentives", (), PushDisabled, "A partner is sent nothing any more of what it is told."
    ),
    Contract("push.enabled.v1", "incentives", (), PushEnabled, "A partner is sent again what it is told."),
    Contract("benefit.granted.v1", "incentives", (), BenefitDecided, "A volunteer has a benefit."),
    Contract("benefit.suspended.v1", "incentives", (), BenefitDecided, "A breach suspends a volunteer's benefit."),
    Contract("benefit.redeemed.v1", "incentives", (), BenefitDecided, "A volunteer has redeemed a benefit."),
    Contract("benefit.ended.v1", "incentives", (), BenefitDecided, "A volunteer has a benefit no more."),
    Contract("stars.changed.v1", "incentives", (), StarsChanged, "A volunteer's star rating changed."),
    Contract("points.changed.v1", "incentives", (), PointsChanged, "A volunteer's points for a city changed."),
    Contract(
        "award.became_eligible.v1",
        "incentives",
        (),
        AwardBecameEligible,
        "A volunteer became eligible for the Kapok award (红棉奖).",
    ),
    Contract(
        "award.eligibility_ended.v1",
        "incentives",
        (),
        AwardEligibilityEnded,
        "A volunteer is eligible for an award no longer.",
    ),
    Contract(
        "award.announced.v1",
        "incentives",
        ("incentives",),
        AwardAnnounced,
        "A category of an award cycle was announced.",
    ),
    Contract(
        "award.unsettled.v1",
        "incentives",
        ("incentives",),
        AwardUnsettled,
        "More is known of who or what is nominated, and is decided on again.",
    ),
    Contract("award.nominated.v1", "incentives", (), AwardNominated, "A nomination stands, or no longer does."),
    Contract("award.scored.v1", "incentives", (), AwardScored, "A juror's score counts, or no longer does."),
    Contract(
        "award.objected.v1", "incentives", (), AwardObjected, "Somebody objects to a nomination, or that is decided."
    ),
    Contract("award.given.v1", "incentives", (), AwardGiven, "A nominated subject was given the award."),
    Contract("award.withdrawn.v1", "incentives", (), AwardGiven, "What was given is not, after all."),
    Contract("policy.adopted.v1", "incentives", (), PolicyAdopted, "A version of a policy was adopted."),
)
