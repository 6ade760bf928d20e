"""What projects publishes: projects, funds, sites, posts, shifts, offers, training, works, pairings and presences."""

from __future__ import annotations

from marshmallow import fields

from shared.events.contract import Contract, EventData, RowUndecided, day, flag, listing, moment, number, text, whole


class ProjectPublished(EventData):
    """A project of one of the plan's programmes."""

    project_ref = text("the project's reference")
    programme = text("warm_winter, action_month, sunshine, sunrise, culture_festival, mountain_plan, western_plan, ...")
    name = text("its name")
    organisation_ref = text("the organisation that runs it")
    region_code = text("its region, GB/T 2260")
    first_day = day("the first day on which it runs")
    last_day = day("the last day on which it runs")
    target_group = text("residents, disabled, migrant_children, elderly, youth_at_risk or travellers")
    risk = text("none or risky: who takes part in a risky one must be insured")


class ProjectStep(EventData):
    """A step of a project's life, with where it stands after it."""

    project_ref = text("the project's reference")
    programme = text("its programme")
    organisation_ref = text("the organisation that runs it")
    region_code = text("its region, GB/T 2260")
    state = text("published, closed or cancelled")
    stage = text("of its programme's stages the one that it has reached")
    reason = text("why it was cancelled, a word of a list; null where it was not", allow_none=True)


class FundOpened(EventData):
    """A fund of an organisation."""

    fund_ref = text("the fund's reference")
    name = text("its name")
    kind = text("general, university, industry or city")
    organisation_ref = text("the organisation whose it is")
    opened_on = day("the day on which it was opened")


class FundBooked(EventData):
    """An entry was posted to the accounts of a fund; who approved it is told to nobody."""

    entry_ref = text("the entry's reference")
    fund_ref = text("the fund")
    kind = text("donation, grant or refund")
    amount_fen = whole("what it moves: a donation to the fund, a grant and a refund from it")
    project_ref = text("the project to which a grant goes; null for others", allow_none=True)
    of_ref = text("the donation that a refund gives back; null for others", allow_none=True)
    at = moment("when")


class SiteOpened(EventData):
    """A place where volunteers serve."""

    site_ref = text("the site's reference")
    name = text("its name")
    kind = text("rail_station, airport, coach_station, port, service_area or petrol_station")
    region_code = text("its region, GB/T 2260: the region of every service rendered here")
    latitude = number("WGS 84, degrees")
    longitude = number("WGS 84, degrees")


class PostOpened(EventData):
    """A post at a site that is open, with what a shift of it inherits."""

    post_ref = text("the post's reference")
    project_ref = text("the project it belongs to; an empty text for none")
    site_ref = text("the site it stands at")
    organisation_ref = text("the organisation that runs it")
    title = text("its title")
    service = text("guidance, order, priority_help, convenience or emergency")
    skill_required = text("the skill it asks for; null where it asks for none", allow_none=True)
    minimum_age = whole("years of age on the day of the shift")
    region_code = text("the site's region")
    latitude = number("the site's, degrees")
    longitude = number("the site's, degrees")


class ShiftScheduled(EventData):
    """A time slot of a post, complete: with what its post and its site say."""

    shift_ref = text("the shift's reference")
    post_ref = text("its post")
    project_ref = text("the post's project; an empty text for none")
    site_ref = text("the post's site")
    starts_at = moment("start")
    ends_at = moment("end")
    capacity = whole("places")
    organisation_ref = fields.String(metadata={"description": "the post's organisation; absent before it was told"})
    service = text("the post's service")
    skill_required = text("the post's; null where it asks for none", allow_none=True)
    minimum_age = whole("the post's, years")
    region_code = text("the site's region")
    latitude = number("the site's, degrees")
    longitude = number("the site's, degrees")


class ShiftEnded(EventData):
    """A shift that takes nobody new any more, or does not take place."""

    shift_ref = text("the shift's reference")
    post_ref = text("its post")
    project_ref = text("the post's project; an empty text for none")
    organisation_ref = text("the post's organisation")
    region_code = text("the site's region")
    starts_at = moment("start")
    ends_at = moment("end")
    state = text("closed or cancelled")
    reason = text("why it was cancelled, a word of a list; null where it was not", allow_none=True)


class AvailabilityOffered(EventData):
    """A part of a day that a volunteer offers."""

    volunteer_ref = text("the volunteer's reference in the source system")
    date = day("the day")
    part_of_day = text("morning, afternoon or evening")


class AttendanceLogged(EventData):
    """The logged shift: one presence of one person, as it was recorded."""

    attendance_ref = text("the record's reference, unique")
    shift_ref = text("the shift that was served")
    volunteer_ref = text("the volunteer's reference in the source system")
    checked_in_at = moment("signed in")
    checked_out_at = moment(
        "signed out; null where nobody did: the same record is told again, with a later sequence, when somebody has",
        allow_none=True,
    )
    method = text("qr, gps, attested or backfilled")
    recorded_by = text("who entered or attested it; null where a device did", allow_none=True)
    approved_by = text("who approved a backfilled record; null where nobody did", allow_none=True)
    sent_by = fields.String(
        required=False,
        allow_none=True,
        metadata={
            "description": "who sent it and spoke for those who are named; null or missing where who recorded it did"
        },
    )
    flags = fields.List(
        fields.String(),
        required=False,
        metadata={
            "description": "why people should look at it, such as fraud_attempt; missing where nobody looked for any"
        },
    )


class CourseOpened(EventData):
    """A course that volunteers can enrol in."""

    course_ref = text("the course's reference")
    category = text("concept, project, team or skill")
    level = text("province, city or county")
    organisation_ref = text("the organisation that holds it")
    region_code = text("where, GB/T 2260")
    starts_on = day("its first day")
    ends_on = day("its last day")
    places = whole("how many can take part")
    pass_mark = whole("the least score that passes; null where attendance alone does", allow_none=True)
    qualification = text("what whoever passes is qualified for")
    valid_months = whole("how long that counts; null for no end", allow_none=True)
    backbone = flag("whether it is for backbone volunteers")


class EnrolmentPlaced(EventData):
    """What became of somebody's wish to take part in a course."""

    enrolment_ref = text("the enrolment's reference")
    course_ref = text("the course")
    volunteer = text("the volunteer's number")
    place = text("enrolled or waiting")


class TrainingCompleted(EventData):
    """A volunteer passed a course, or did not after all: an earlier enrolment that came late took the place."""

    enrolment_ref = text("the enrolment's reference")
    course_ref = text("the course")
    volunteer = text("the volunteer's number")
    category = text("concept, project, team or skill")
    backbone = flag("whether the course is for backbone volunteers")
    qualification = text("what the volunteer is qualified for")
    valid_from = day("the first day on which that counts")
    valid_to = day("the last day on which it counts; null for no end", allow_none=True)
    passed = flag("whether the volunteer passed; false takes back what was told")


class SignUpSettled(EventData):
    """What became of somebody's sign-up to a shift, so that the person can be told."""

    sign_up_ref = text("the sign-up's reference")
    shift_ref = text("the shift")
    volunteer = text("the volunteer's number")
    starts_at = moment("when the shift starts")
    state = text("confirmed, waiting, cancelled, cancelled_late or refused")
    moved_up = flag("whether a place became free for somebody who waited")
    reason = text(
        "of a refused one why: too_late, overlap, ...; of a cancelled one shift_cancelled or swapped; null of others",
        allow_none=True,
    )


class SignUpDue(EventData):
    """Somebody who has a place of a shift is to be reminded: it begins soon."""

    sign_up_ref = text("the sign-up's reference")
    shift_ref = text("the shift")
    volunteer = text("the volunteer's number")
    starts_at = moment("when the shift starts")
    ends_at = moment("when it ends")
    region_code = text("where, GB/T 2260")


class ProposalAnswered(EventData):
    """Somebody said yes or no to a place that matching proposed."""

    roster = text("the roster that proposed it")
    shift_ref = text("the shift")
    volunteer = text("the number of the volunteer to whom it was proposed")
    state = text("accepted or declined")
    sign_up_ref = text("of an accepted one the sign-up that it became; null of others", allow_none=True)


class SwapOffered(EventData):
    """Somebody offers a place to somebody else, who can be told."""

    swap_ref = text("the offer's reference")
    sign_up_ref = text("the sign-up whose place is offered")
    shift_ref = text("its shift")
    volunteer = text("the number of who offers it")
    taker = text("the number of whom it is offered to; null where the reference names nobody", allow_none=True)
    for_shift_ref = text("the shift a place of which is asked for it; null for a gift", allow_none=True)
    starts_at = moment("when the shift starts")


class SwapAnswered(EventData):
    """What became of an offered place, so that both can be told."""

    swap_ref = text("the offer's reference")
    sign_up_ref = text("the sign-up whose place was offered")
    shift_ref = text("its shift")
    volunteer = text("the number of who offered it")
    taker = text("the number of whom it was offered to; null where the reference names nobody", allow_none=True)
    for_shift_ref = text("the shift a place of which was asked for it; null for a gift", allow_none=True)
    state = text("accepted, declined or withdrawn")


class CallOpened(EventData):
    """A call for works of the culture festival."""

    call_ref = text("the call's reference")
    title = text("its title")
    categories = listing(fields.String(), "of advertisement, video, microfilm and literature those that it takes")
    opens_at = moment("from when on works are taken")
    closes_at = moment("from when on they are no longer")


class WorkSubmitted(EventData):
    """A work that its call takes."""

    work_ref = text("the work's reference")
    call_ref = text("the call")
    category = text("advertisement, video, microfilm or literature")
    organisation_ref = text("the organisation whose work it is")
    title = text("its title")
    submitted_at = moment("when it was submitted")


class WorkScored(EventData):
    """A juror's score of a work counts, or does not after all: an earlier one of the same juror came late."""

    score_ref = text("the score's reference")
    work_ref = text("the work")
    counts = flag("whether it counts; false takes back what was told")


class BeneficiaryRegistered(EventData):
    """Somebody who is to be helped, under a pseudonym; nothing finer than a city. Told again when it is put right."""

    beneficiary_ref = text("the pseudonym")
    kind = text("disabled_youth, disability_institution, migrant_child, left_behind_child, elder or youth_at_risk")
    region_code = text("the city, GB/T 2260; 440000 for the province")
    registered_on = day("since when")


class PairingState(EventData):
    """A pairing as it stands: neither whom it helps nor who does; the envelope's sequence tells which is later."""

    pairing_ref = text("the pairing's reference")
    programme = text("sunshine, sunrise, alliance or community")
    organisation_ref = text("the organisation that answers for it")
    region_code = text("the beneficiary's city, GB/T 2260; 440000 for the province")
    proposed_on = day("when it was proposed")
    agreed_on = day("since when both sides agree; null while they do not", allow_none=True)
    guardian_agreed_on = day("since when the guardian does; null while nobody said so", allow_none=True)
    ended_on = day("the first day on which it is over; null for no end", allow_none=True)


class PairingVisited(EventData):
    """An accepted visit: a shift of its own, for one, at which its presence is told beside it."""

    visit_ref = text("the visit's reference")
    pairing_ref = text("the pairing")
    kind = text("visit, lesson, respite, therapy or employment")
    lesson_kind = text(
        "of a lesson companionship, tutoring, city, self_protection or care_gift; null of others", allow_none=True
    )
    shift_ref = text("how its shift and its presence are called")
    starts_at = moment("start")
    ends_at = moment("end")
    capacity = whole("places")
    minimum_age = whole("years; none is asked for")
    region_code = text("where it counts: the beneficiary's city, GB/T 2260")


class PlacementRecorded(EventData):
    """A long placement as it is now; neither what is paid, nor why somebody was refused or left."""

    placement_ref = text("the placement's reference")
    programme = text("mountain_plan, western_plan, international or hk_macao")
    volunteer = text("the volunteer's number")
    place = text("a region code of Guangdong, GB/T 2260, or a country of two letters")
    applied_on = day("when the volunteer applied")
    selected_on = day("when the volunteer was selected; null before", allow_none=True)
    starts_on = day("the first day; null while there is none", allow_none=True)
    last_day = day(
        "the last day of its term, with what it was extended by; null while there is no first", allow_none=True
    )
    left_on = day("from when on the volunteer has left; null otherwise", allow_none=True)
    refused = flag("whether the volunteer was refused")


CONTRACTS: tuple[Contract, ...] = (
    Contract("definition.held.v1", "projects", (), RowUndecided, "A row waits for what it names to become known."),
    Contract("definition.refused.v1", "projects", (), RowUndecided, "A row breaks a rule of projects."),
    Contract(
        "project.published.v1",
        "projects",
        ("hours", "incentives", "projects", "registry"),
        ProjectPublished,
        "A project was published.",
    ),
    Contract("project.advanced.v1", "projects", (), ProjectStep, "A project reached a stage of its programme."),
    Contract("project.closed.v1", "projects", ("projects",), ProjectStep, "A project takes nobody new any more."),
    Contract("project.cancelled.v1", "projects", ("projects",), ProjectStep, "A project was cancelled for a reason."),
    Contract("fund.opened.v1", "projects", ("projects",), FundOpened, "A fund was opened."),
    Contract("fund.booked.v1", "projects", (), FundBooked, "A fund was given something, or gave it."),
    Contract(
        "site.opened.v1", "projects", ("projects", "registry"), SiteOpened, "A place where volunteers serve was opened."
    ),
    Contract("post.opened.v1", "projects", ("projects",), PostOpened, "A post was opened at an open site."),
    Contract(
        "shift.scheduled.v1",
        "projects",
        ("hours", "incentives", "matching", "projects"),
        ShiftScheduled,
        "A shift of an open post was set.",
    ),
    Contract(
        "shift.changed.v1",
        "projects",
        ("hours", "matching", "projects"),
        ShiftScheduled,
        "A shift has another time or another number of places.",
    ),
    Contract("shift.closed.v1", "projects", ("matching", "projects"), ShiftEnded, "A shift takes nobody new any more."),
    Contract("shift.cancelled.v1", "projects", ("matching", "projects"), ShiftEnded, "A shift does not take place."),
    Contract(
        "availability.offered.v1",
        "projects",
        ("matching",),
        AvailabilityOffered,
        "A volunteer offered a part of a day.",
    ),
    Contract("course.opened.v1", "projects", ("projects",), CourseOpened, "A course takes enrolments."),
    Contract(
        "enrolment.placed.v1", "projects", (), EnrolmentPlaced, "A volunteer has a place in a course, or waits for one."
    ),
    Contract("training.completed.v1", "projects", ("projects",), TrainingCompleted, "A volunteer passed a course."),
    Contract(
        "signup.settled.v1",
        "projects",
        ("matching", "projects"),
        SignUpSettled,
        "A sign-up was decided on, was cancelled, or moved up from the waiting list.",
    ),
    Contract("signup.due.v1", "projects", (), SignUpDue, "A shift begins soon of which somebody has a place."),
    Contract(
        "proposal.answered.v1",
        "projects",
        ("matching",),
        ProposalAnswered,
        "Somebody accepted a proposed place, or declined it.",
    ),
    Contract("swap.offered.v1", "projects", (), SwapOffered, "Somebody offers a place of a shift to somebody else."),
    Contract("swap.answered.v1", "projects", (), SwapAnswered, "An offered place was accepted, declined or withdrawn."),
    Contract("call.opened.v1", "projects", ("projects",), CallOpened, "A call takes works."),
    Contract("work.submitted.v1", "projects", ("projects",), WorkSubmitted, "A work takes part in its call."),
    Contract("work.scored.v1", "projects", (), WorkScored, "A juror's score of a work counts, or no longer does."),
    Contract(
        "beneficiary.registered.v1",
        "projects",
        ("projects",),
        BeneficiaryRegistered,
        "Somebody is to be helped, under a pseudonym.",
    ),
    Contract(
        "pairing.formed.v1", "projects", ("projects",), PairingState, "A beneficiary and a team are to be a pairing."
    ),
    Contract("pairing.agreed.v1", "projects", ("projects",), PairingState, "Somebody agrees to a pairing."),
    Contract(
        "pairing.ended.v1",
        "projects",
        ("projects",),
        PairingState,
        "A pairing is over from a day on, or is not after all.",
    ),
    Contract(
        "pairing.visited.v1", "projects", ("hours", "projects"), PairingVisited, "A visit of a pairing was accepted."
    ),
    Contract(
        "placement.recorded.v1", "projects", (), PlacementRecorded, "A long placement is new, or another than before."
    ),
    Contract(
        "attendance.logged.v1",
        "projects",
        ("hours", "projects"),
        AttendanceLogged,
        "A presence at a shift was recorded.",
    ),
)
