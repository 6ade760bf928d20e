"""Sign-ups made on purpose: every outcome just inside and just outside its limit."""

import datetime as dt

from make_warm_winter import at

from year.people import volunteer
from year.presences import cancel, present, sign
from year.shifts import post, shift
from year.tables import HOUR, MINUTE, ONE, SECOND, UNKNOWN, YEAR, D, bad, city_of, day, months_later
from year.training import qualified


def sign_up_cases(y):
    """Every condition of a sign-up, just inside and just outside; each case has its own people and shifts."""

    def person(**more):
        return volunteer(y, **more)

    for k in range(y.rounds):
        date = day("2018-04-03") + (k % 30) * 7 * ONE
        site = y.rng.choice(y.sites)
        organisation = y.teams[city_of(site["region_code"])]["organisation_ref"]
        start = at(date, 9)
        asked = start - 5 * ONE - y.rng.randrange(60 * 60) * SECOND

        def slot(capacity=1, starts=start, hours=3, **needs):
            return shift(y, post(y, site, organisation, **needs), starts, starts + hours * HOUR, capacity)

        def ask(of, v=None, moment=asked):
            return sign(y, of, v or person(), moment)

        open_to_all = slot(50)

        ask({"shift_ref": (UNKNOWN, bad("shifts"), y.lost_shift["shift_ref"])[k % 3]})
        ask(open_to_all, {"volunteer_ref": (UNKNOWN, bad("volunteers"))[k % 2]})
        ask({"shift_ref": UNKNOWN}, {"volunteer_ref": UNKNOWN}, start)
        ask(open_to_all, moment=start)
        ask(open_to_all, moment=start + MINUTE)
        ask(open_to_all, moment=start - SECOND)
        ask(open_to_all, person(status="unverified"), start)  # too late comes first
        ask(open_to_all, person(status="unverified"))
        sixteen, grown = slot(50, age=16), slot(50, age=18)

        def birthday(years):
            return dt.date(2018 - years, date.month, date.day)

        ask(sixteen, person(born=birthday(16), consent=date))
        ask(sixteen, person(born=birthday(16) + ONE, consent=date))
        ask(sixteen, person(born=birthday(16) + ONE))  # too young comes before the consent
        ask(sixteen, person(born=birthday(16), consent=date + ONE))
        ask(sixteen, person(born=birthday(16)))
        ask(open_to_all, person(born=birthday(18)))
        ask(open_to_all, person(born=birthday(18) + ONE))
        ask(grown, person(born=birthday(18)))
        ask(grown, person(born=birthday(18) + ONE, consent=YEAR))
        skilled = slot(50, skill="sign_language")
        ask(skilled, person(skills=("english", "sign_language")))
        ask(skilled, person(skills=("english",)))
        ask(skilled)
        clinic = slot(50, licence="doctor")
        for first, last, verified in (
            (date, date, "yes"),
            (date + ONE, "", "yes"),
            (YEAR, date - ONE, "yes"),
            (YEAR, "", "yes"),
            (YEAR, "", "no"),
        ):
            doctor = person()
            y.licence(doctor, "doctor", first, last, verified, y.case)
            ask(clinic, doctor)
        nurse = person()
        y.licence(nurse, "nurse", YEAR, "", make=y.case)
        ask(clinic, nurse)
        months = 6
        for ends, valid, passed in (
            (date, months, True),
            (date + ONE, months, True),
            (months_later(date, -months), months, True),
            (months_later(date, -months) - ONE, months, True),
            (YEAR, "", True),
            (YEAR, months, False),
        ):
            v, qualification = qualified(y, ends, valid, passed)
            ask(slot(2, qualification=qualification), v)
        for last in (day("2018-02-28"), day("2018-03-01")):  # from 31 January: February has no 31st
            v, qualification = qualified(y, day("2018-01-31"), 1)
            ask(slot(2, at(last, 9), qualification=qualification), v, at(last - ONE, 9))
        ask(slot(2, qualification="special-none"))
        risky = y.case(
            "projects",
            programme="community",
            name="风险项目",
            organisation_ref=organisation,
            region_code=site["region_code"],
            from_=YEAR,
            to=D,
            target_group="residents",
            risk="risky",
        )["project_ref"]
        flood = slot(50, project=risky)
        for first, last in ((date, date), (YEAR, date - ONE), (date + ONE, D), (YEAR, "")):
            insured = person()
            y.case("insurance", volunteer_ref=insured["volunteer_ref"], insurer="平安养老", from_=first, to=last)
            ask(flood, insured)
        ask(flood)
        ask(slot(2, project=UNKNOWN))  # an unknown project has no risk

        one = slot(1)
        first, second = ask(one, moment=asked), ask(one, moment=asked + HOUR)  # confirmed, waiting
        for taken in (first, second):
            ask(one, taken, asked + 2 * HOUR)
        for other in (slot(1, start + 2 * HOUR), slot(1, start - 2 * HOUR), slot(1, start + HOUR, 1)):
            ask(other, first, asked + 3 * HOUR)  # overlaps a confirmed one
            ask(other, second, asked + 4 * HOUR)  # overlaps a waiting one
        ask(slot(1, start + 3 * HOUR), first, asked + 5 * HOUR)  # touches
        ask(slot(1, start - 3 * HOUR), second, asked + 5 * HOUR)
        cancel(y, first, asked + 6 * HOUR)  # second moves up
        ask(slot(1, start + 2 * HOUR + MINUTE), first, asked + 7 * HOUR)  # free again, but for what touched
        ask(one, first, asked + 8 * HOUR)  # may sign up again, and waits
        waiting_lists(y, slot, ask, start, asked)


def waiting_lists(y, slot, ask, start, asked):
    """Lists that move when someone cancels, near their limits in time."""
    late = start - 24 * HOUR
    row = slot(1)
    queue = [ask(row, moment=asked + n * MINUTE) for n in range(4)]
    for n, action in enumerate(queue[:3]):  # moves up three times
        cancel(y, action, asked + (1 + n) * HOUR)
    cancel(y, queue[0], asked + 9 * HOUR)  # no longer active
    ask(slot(1, start + HOUR, 1), queue[0], asked + 10 * HOUR)  # nor does it overlap any more
    row = slot(1)
    queue = [ask(row, moment=asked + n * MINUTE) for n in range(4)]
    cancel(y, queue[1], asked + HOUR)  # one that waits leaves: it is passed over
    cancel(y, queue[0], late)  # exactly 24 h: not late
    cancel(y, queue[2], late + SECOND)  # late, the fourth moves up
    row = slot(2)
    queue = [ask(row, moment=asked + n * MINUTE) for n in range(5)]
    cancel(y, queue[4], start - 12 * HOUR)  # waited: cancelled, never late
    cancel(y, queue[0], start - 2 * HOUR)  # exactly 2 h: the third moves up
    cancel(y, queue[1], start - 2 * HOUR + SECOND)  # the place stays free
    ask(row, moment=start - HOUR)  # and goes to who asks now
    ask(row, moment=start - HOUR + SECOND)
    cancel(y, queue[2], start - SECOND)
    cancel(y, queue[3], start)  # too late, though it waits
    row = slot(1)
    kept = ask(row)
    cancel(y, kept, start)
    cancel(y, kept, start + HOUR)
    row = slot(1)
    same = [ask(row) for _ in range(3)]  # one instant: by reference
    leaving = cancel(y, same[0], asked + MINUTE)
    entering = ask(row, moment=leaving["at"])
    cancel(y, entering, asked + HOUR)
    refused = ask(slot(1), volunteer(y, status="unverified"))
    cancel(y, refused, asked + HOUR)
    cancel(y, ask({"shift_ref": UNKNOWN}), asked + HOUR)
    cancel(y, {"action_ref": UNKNOWN}, asked)
    cancel(y, leaving, asked + HOUR)  # a cancel is no sign-up
    cancel(y, {"action_ref": bad("sign_up_actions")}, asked)
    ask(slot(0))  # no place at all
    came, _stayed_away, odd = (ask(slot(1)) for _ in range(3))
    present(y, came, came, start, start + 3 * HOUR)
    present(y, odd, odd, start, "")  # an open presence is no no-show
    evening = at(D, 20)
    ask(slot(1, evening, 2), moment=asked)  # a no-show on D
