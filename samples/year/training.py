"""Courses and who takes them."""

import collections
import datetime as dt

from make_warm_winter import at

from year.people import volunteer
from year.tables import HOUR, MINUTE, ONE, UNKNOWN, YEAR, D, bad, day


def courses(y):
    """Courses of every category and level."""
    y.courses = []
    for n in range(y.size(600) - 4):
        city, starts = y.city(), y.date(day("2016-01-10"), day("2018-11-20"))
        y.courses.append(
            y.add(
                "courses",
                category=["concept", "project", "team", "skill"][n % 4],
                level=y.rng.choice(("province", "city", "county")),
                organisation_ref=y.federations[city]["organisation_ref"],
                region_code=y.region(city),
                starts_on=starts,
                ends_on=starts + y.rng.randrange(1, 25) * ONE,
                places=y.rng.choice((8, 12, 15, 25, 40)),
                pass_mark=y.rng.choice(("", 60, 60, 75)),
                qualification=y.rng.choice(("guide", "sign_language", "emergency_care")),
                valid_months=y.rng.choice(("", 6, 12, 24)),
                backbone="yes" if n % 3 else "no",
            )
        )
    for ends in (D, D - ONE):  # counted up to D
        y.courses.append(
            y.case(
                "courses",
                category="skill",
                level="city",
                organisation_ref="org18-province",
                region_code="440000",
                starts_on=ends - 9 * ONE,
                ends_on=ends,
                places=5,
                pass_mark=60,
                qualification="guide",
                valid_months=12,
                backbone="yes",
            )
        )


def result(y, course, passed):
    """What a volunteer reached in a course, as passed or failed."""
    sessions = y.rng.choice((5, 10, 15, 20))
    attended = (
        sessions * 4 // 5
        if passed and y.chance(0.4)
        else sessions
        if passed or y.chance(0.4)
        else sessions * 4 // 5 - 1
    )
    mark = course["pass_mark"]
    score = (
        ""
        if mark == ""
        else mark
        if passed and y.chance(0.2)
        else y.rng.randint(mark, 100)
        if passed
        else y.rng.randint(20, mark - 1)
    )
    if not passed and mark == "":
        attended = sessions * 4 // 5 - 1
    return {"sessions_attended": attended, "sessions": sessions, "score": score}


def enrol(y, course, v, moment, outcome=(), make=None):
    """An enrolment of a volunteer in a course."""
    (make or y.case)(
        "enrolments", course_ref=course["course_ref"], volunteer_ref=v["volunteer_ref"], at=moment, **dict(outcome)
    )


def enrolments(y):
    """Enrolments of the ordinary year, then cases at the limits."""
    y.passed = collections.defaultdict(list)
    loose = [v for v in y.everyone if v["volunteer_ref"] not in y.merged]
    twins = iter(y.pairs)
    for course in y.courses:
        opened = at(course["starts_on"] - 40 * ONE, 9)
        people = y.rng.sample(loose, min(len(loose), round(course["places"] * y.rng.choice((0.5, 0.9, 1, 1.25)))))
        moments = sorted(opened + dt.timedelta(seconds=y.rng.randrange(30 * 86400)) for _ in people)
        if len(moments) > course["places"]:
            moments[course["places"]] = moments[course["places"] - 1]  # the last place at one instant: by reference
        for n, (v, moment) in enumerate(zip(people, moments, strict=False)):
            held_out = n >= course["places"] or y.chance(0.1)
            passed = y.chance(0.75)
            enrol(y, course, v, moment, () if held_out else result(y, course, passed), y.case if held_out else y.add)
            if passed and not held_out:
                y.passed[course["qualification"]].append((v, course))
            if y.chance(0.05):
                enrol(y, course, v, moment + HOUR)  # a second time, enrolled or waiting
    backbone = [c for c in y.courses if c["backbone"] == "yes" and c["places"] >= 25]
    for n, (kept, twin) in enumerate(twins):
        if n % 3 == 0 and len(backbone) > 1:  # two registrations passed: one person
            for v, course in zip((kept, twin), y.rng.sample(backbone, 2), strict=False):
                enrol(
                    y,
                    course,
                    v,
                    at(course["starts_on"] - 45 * ONE, 10) + n * MINUTE,
                    {"sessions_attended": 10, "sessions": 10, "score": 90},
                )
    held = y.case(
        "courses",
        category="team",
        level="city",
        organisation_ref=UNKNOWN,
        region_code="440100",
        starts_on=YEAR,
        ends_on=YEAR,
        places=9,
        qualification="guide",
        backbone="no",
    )
    for k in range(y.rounds):
        moment = y.instant(YEAR, D)
        enrol(y, {"course_ref": (UNKNOWN, bad("courses"), held["course_ref"])[k % 3]}, y.rng.choice(y.adults), moment)
        enrol(y, y.courses[k], {"volunteer_ref": (UNKNOWN, bad("volunteers"))[k % 2]}, moment)
        enrol(y, {"course_ref": UNKNOWN}, {"volunteer_ref": UNKNOWN}, moment)


def qualified(y, ends, valid_months, passed=True):
    """A person with a qualification of a course of his own that ended on that day."""
    v = volunteer(y)
    qualification = f"special-{y.serials['course'] % 7}"
    course = y.case(
        "courses",
        category="skill",
        level="county",
        organisation_ref="org18-province",
        region_code="440000",
        starts_on=ends,
        ends_on=ends,
        places=1,
        pass_mark=60,
        qualification=qualification,
        valid_months=valid_months,
        backbone="no",
    )
    enrol(y, course, v, at(ends, 8), {"sessions_attended": 4, "sessions": 5, "score": 60 if passed else 59})
    return v, qualification
