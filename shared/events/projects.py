"""What projects publishes: projects, sites, posts, shifts, availability and the logged attendance."""

from __future__ import annotations

from marshmallow import fields

from shared.events.contract import Contract, EventData, RowUndecided, day, moment, number, text, whole


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
    checked_out_at = moment("signed out; null where nobody did", allow_none=True)
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


CONTRACTS: tuple[Contract, ...] = (
    Contract("definition.held.v1", "projects", (), RowUndecided, "A row waits for what it names to become known."),
    Contract("definition.refused.v1", "projects", (), RowUndecided, "A row breaks a rule of projects."),
    Contract("project.published.v1", "projects", (), ProjectPublished, "A project was published."),
    Contract(
        "site.opened.v1", "projects", ("projects", "registry"), SiteOpened, "A place where volunteers serve was opened."
    ),
    Contract("post.opened.v1", "projects", ("projects",), PostOpened, "A post was opened at an open site."),
    Contract(
        "shift.scheduled.v1", "projects", ("hours", "matching"), ShiftScheduled, "A shift of an open post was set."
    ),
    Contract(
        "availability.offered.v1",
        "projects",
        ("matching",),
        AvailabilityOffered,
        "A volunteer offered a part of a day.",
    ),
    Contract("attendance.logged.v1", "projects", ("hours",), AttendanceLogged, "A presence at a shift was recorded."),
)
