"""Presences made on purpose: every outcome just inside and just outside its limit."""

import datetime as dt

from make_warm_winter import at

from year.people import volunteer
from year.presences import present
from year.shifts import post, shift
from year.tables import HALF_HOUR, HOUR, MINUTE, ONE, SECOND, UNKNOWN, YEAR, D, bad, city_of, day


def attendance_cases(y):
    """Presences for every row of the attendance policy."""
    for k in range(y.rounds):
        date = day("2018-02-27") + (k % 40) * 7 * ONE
        site = y.rng.choice(y.sites)
        city = city_of(site["region_code"])
        team = y.teams[city]["organisation_ref"]

        def person(**more):
            return volunteer(y, city=city, **more)

        start = at(date, 9)

        def slot(starts=start, hours=3):
            return shift(y, post(y, site, team), starts, starts + hours * HOUR, 5)

        morning = slot()
        end = morning["ends_at"]

        def come(v=None, first=start, last=end, of=morning, **how):
            return present(y, of, v or person(), first, last, **how)

        come(of={"shift_ref": (UNKNOWN, bad("shifts"), y.lost_shift["shift_ref"])[k % 3]})
        come({"volunteer_ref": (UNKNOWN, bad("volunteers"))[k % 2]})
        come({"volunteer_ref": UNKNOWN}, of={"shift_ref": UNKNOWN})
        come({"volunteer_ref": UNKNOWN}, last="")  # unknown comes before open
        come(last="")
        come(last=start)
        come(first=end, last=start)
        come(first=start - ONE, last=end - ONE)
        come(first=start - HOUR, last=start - HALF_HOUR)  # up to the very window
        come(first=start - HOUR, last=start - HALF_HOUR + MINUTE)  # one minute in it
        come(first=end + HALF_HOUR, last=end + HOUR)
        come(first=end + HALF_HOUR - MINUTE, last=end + HOUR)
        come(first=start - 2 * HOUR, last=end + 2 * HOUR)  # cut on both sides
        come(first=start + SECOND, last=end)  # whole minutes, rounded down
        come(person(status="unverified"))
        come(person(status="unverified"), first=start - ONE, last=end - ONE)  # the window comes first
        birthday = dt.date(2000, date.month, date.day)
        for born, consent in (
            (birthday, ""),
            (birthday + ONE, ""),
            (birthday + ONE, date),
            (birthday + ONE, date + ONE),
            (dt.date(2004, 6, 1), YEAR),
        ):
            come(person(born=born, consent=consent))
        for recorded, approved in (("admin-1", "admin-1"), ("admin-1", ""), ("admin-1", "admin-2")):
            come(method="backfilled", recorded=recorded, approved=approved)
        come(person(status="unverified"), method="backfilled", recorded="admin-1", approved="admin-2")
        come(method="attested", recorded="leader-1")
        long = slot(at(date, 7), 13)
        for minutes in (480, 481, 720, 721, 780):
            come(first=at(date, 7), last=at(date, 7) + minutes * MINUTE, of=long)
        seven = slot(at(date, 8), 7)
        come(first=at(date, 6), last=at(date, 18), of=seven)  # twelve hours, cut to eight
        for forgotten in (
            {"last": ""},
            {"last": start - HOUR},
            {"first": start - ONE, "last": end - ONE},
            {"method": "backfilled", "recorded": "admin-1", "approved": "admin-1"},
        ):
            twice = person()  # of two presences only one gets as far as the ledger
            come(twice)
            come(twice, **forgotten)
        busy = person()
        come(busy)
        come(busy, end, end + 3 * HOUR, slot(end))  # touches
        night = slot(at(date, 23, 50), 3)
        come(first=at(date, 23, 50), last=at(date + ONE, 2), of=night)
        after_midnight = slot(at(date, 0, 10), 3)
        come(first=at(date, 0) - 15 * MINUTE, last=at(date, 3), of=after_midnight)  # begins on the day before
        for hours in (100, 300, 600, 1000, 1500):  # exactly at a star, and a minute less
            for less in (0, 1):
                v = person()
                y.balance(v, hours * 60 - 180, city, day("2017-12-31"), y.case)
                come(v, last=end - less * MINUTE)
        for days in (0, 29, 30, 89, 90, 179, 180):  # the windows of activity and stickiness
            v = person()
            for back in (days, min(days + 90, 200)):
                moment = at(D - back * ONE, 9)
                come(v, moment, moment + HOUR, slot(moment, 1))
        visitor, host, another = person(document="hk_macao_permit"), person(), person(document="taiwan_permit")
        camp = next(p for p in y.projects_in["441400"] if p["programme"] == "hk_macao")
        place = next(s for s in y.sites if city_of(s["region_code"]) == "441400")
        for n, people in enumerate(((visitor, host), (visitor, another), (host, another))):
            moment = at(day("2018-07-10") + (3 * k + n) % 30 * ONE, 9)
            joint = shift(
                y, post(y, place, y.teams["441400"]["organisation_ref"], camp["project_ref"]), moment, moment + HOUR, 9
            )
            for v in people:
                come(v, moment, moment + HOUR, joint)
    student_cases(y)


def student_cases(y):
    """Presences before, on and after the first day of the later of two university stages."""
    for v in y.twice_student:
        site = y.rng.choice(y.sites)
        of = post(y, site, y.teams[city_of(site["region_code"])]["organisation_ref"])
        for date in (day("2018-04-09"), day("2018-04-10"), day("2018-05-02")):
            present(y, shift(y, of, at(date, 9), at(date, 12)), v, at(date, 9), at(date, 11))
        pair = [
            volunteer(y, born=day("1998-03-15"), stage="university") for _ in range(2)
        ]  # 100 h as students, and a minute less
        for student in pair:
            y.case(
                "affiliations",
                volunteer_ref=student["volunteer_ref"],
                organisation_ref=y.schools["440100"][0]["organisation_ref"],
                kind="student",
                stage="university",
                from_=day("2018-03-01"),
            )
            y.balance(student, 6000, "440100", day("2017-12-31"), y.case)  # an earlier stage's hours do not count
        for n in range(13):
            start = at(day("2018-03-03") + 7 * n * ONE, 9)
            slot = shift(y, of, start, start + 8 * HOUR, 2)
            for less, student in enumerate(pair):
                present(y, slot, student, start, start + (4 * HOUR - less * MINUTE if n == 12 else 8 * HOUR))
