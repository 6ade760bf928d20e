"""Beneficiaries, their pairings and the visits to them."""

import datetime as dt

from make_warm_winter import at

from year.people import volunteer
from year.presences import credit
from year.tables import HOUR, MINUTE, ONE, UNKNOWN, YEAR, D, bad, city_of, day

KINDS = {
    "disabled_youth": ("sunshine", 6),
    "disability_institution": ("sunshine", 2),
    "migrant_child": ("sunrise", 5),
    "left_behind_child": ("sunrise", 5),
    "elder": ("community", 4),
    "youth_at_risk": ("alliance", 3),
}


def beneficiary(y, kind, city=None, registered=None, make=None):
    """A beneficiary of a kind."""
    city = city or y.city()
    return (make or y.case)(
        "beneficiaries",
        kind=kind,
        region_code=y.region(city),
        household=y.rng.choice(("urban", "rural")),
        registered_on=registered or y.date(day("2015-01-01"), day("2018-06-30")),
    )


def beneficiaries(y):
    """Beneficiaries of every kind."""
    y.beneficiaries = [
        beneficiary(y, y.rng.choices(list(KINDS), [w for _, w in KINDS.values()])[0], make=y.add)
        for _ in range(y.size(4000) - 26 * y.rounds)
    ]
    for _ in range(y.rounds):
        beneficiary(y, "disability_institution", registered=D)


def pair(y, whom, team, proposed, agreed="", guardian="", ended="", make=None, **more):
    """A pairing of a beneficiary with a team."""
    values = {
        "programme": KINDS[whom["kind"]][0],
        "beneficiary_ref": whom["beneficiary_ref"],
        "organisation_ref": y.teams[city_of(whom["region_code"])]["organisation_ref"],
        "team": "|".join(f"{role}:{v['volunteer_ref']}" for role, v in team),
        **more,
    }
    return (make or y.case)(
        "pairings",
        proposed_on=proposed,
        agreed_on=agreed,
        guardian_agreed_on=guardian,
        ended_on=ended,
        end_reason="搬家" if ended else "",
        **values,
    )


def guarded(whom):
    """Whether a guardian must agree."""
    return whom["kind"] not in ("disability_institution", "elder")


def pairings(y):
    """Pairings of the ordinary year."""
    minors = [
        v
        for v in y.everyone
        if v["birth_date"] < dt.date(2003, 1, 1)
        and v["student_stage"] == "senior_high"
        and v["identity_status"] == "verified"
    ]
    y.active = []
    for n, whom in enumerate(y.rng.sample(y.beneficiaries, y.size(3500) - 24 * y.rounds)):
        proposed = y.date(max(whom["registered_on"], day("2017-01-02")), day("2018-08-31"))
        team = [("volunteer", v) for v in y.rng.sample(y.adults, y.rng.choice((1, 2, 3)))]
        if whom["kind"] == "youth_at_risk" or n % 10 == 0:
            team += [("social_worker", y.rng.choice(y.social_workers)), ("officer", y.rng.choice(y.adults))]
        if KINDS[whom["kind"]][0] == "sunrise" and n % 3 == 0 and proposed >= YEAR:
            team.append(("volunteer", y.rng.choice(minors)))  # big hand, small hand
        agreed = proposed + y.rng.randrange(15) * ONE if y.chance(0.92) else ""
        guardian = proposed + y.rng.randrange(30) * ONE if guarded(whom) and y.chance(0.95) else ""
        running = agreed and (guardian or not guarded(whom))
        begins = max(agreed, guardian or agreed) if running else ""
        ended = y.date(max(begins or proposed, YEAR), D) if y.chance(0.12) else ""
        row = pair(y, whom, team, proposed, agreed, guardian, ended, y.add)
        if running:
            y.active.append((row, whom, [v for role, v in team], begins, ended or D + ONE))


def pairing_cases(y):
    """Pairings for every outcome and state."""

    def adult(**more):
        return volunteer(y, **more)

    old = day("2018-01-15")
    for k in range(y.rounds):
        youth, child, elder, at_risk, home = (
            beneficiary(y, kind, make=y.add)
            for kind in ("disabled_youth", "migrant_child", "elder", "youth_at_risk", "disability_institution")
        )
        proposed = dt.date(2018, 3 + k % 6, 12)
        worker = adult()
        y.licence(worker, "social_worker", proposed, proposed, make=y.case)  # valid on this day only

        def three(social_worker):
            return [("volunteer", adult()), ("social_worker", social_worker), ("officer", adult())]

        def propose(whom, team, **more):
            return pair(y, whom, team, proposed, proposed, proposed if guarded(whom) else "", **more)

        def born(years):
            return dt.date(2018 - years, proposed.month, proposed.day)

        propose(youth, [("volunteer", adult())], beneficiary_ref=(UNKNOWN, bad("beneficiaries"))[k % 2])
        propose(youth, [("volunteer", adult())], organisation_ref=(UNKNOWN, f"org18-circle-{k}-0")[k % 2])
        propose(youth, [("volunteer", adult()), ("volunteer", {"volunteer_ref": UNKNOWN})])
        refused = propose(youth, [("social_worker", y.social_workers[0])])
        propose(at_risk, three(worker)[:2])
        propose(at_risk, three(worker)[1:])
        propose(at_risk, three(worker))
        propose(youth, [("volunteer", adult()), ("volunteer", adult(status="unverified"))])
        propose(youth, [("volunteer", adult(born=born(18)))])
        propose(youth, [("volunteer", adult(born=born(18) + ONE, consent=YEAR))])
        propose(elder, [("volunteer", adult(born=born(17), consent=YEAR))])
        propose(child, [("volunteer", adult(born=born(14), consent=YEAR))])
        propose(child, [("volunteer", adult(born=born(14) + ONE, consent=YEAR))])
        for first, last, verified in ((proposed + ONE, "", "yes"), (YEAR, proposed - ONE, "yes"), (YEAR, "", "no")):
            unfit = adult()
            y.licence(unfit, "social_worker", first, last, verified, y.case)
            propose(at_risk, three(unfit))
        propose(youth, [("volunteer", adult()), ("social_worker", adult())])  # no licence at all

        helper = adult()
        team = [("volunteer", helper)]

        def call(pairing, date, v=helper, hours=1, kind="visit", hour=9):
            return y.case(
                "visits",
                pairing_ref=pairing["pairing_ref"],
                volunteer_ref=v["volunteer_ref"],
                starts_at=at(date, hour),
                ends_at=at(date, hour) + hours * HOUR,
                kind=kind,
            )

        ended = pair(y, youth, team, old, day("2018-02-01"), day("2018-02-10"), day("2018-06-01"))
        for date in (day("2018-02-09"), day("2018-02-10"), day("2018-05-31"), day("2018-06-01")):
            call(ended, date)
        for more in ((old, ""), ("", old), ("", "")):
            waits = pair(y, youth, team, old, *more)
        call(waits, day("2018-06-02"))
        pair(y, home, team, old, old)  # an institution has no guardian
        pair(y, elder, team, old, "", "", old)  # ended before anyone agreed
        pair(y, home, team, old, old, "", D)
        pair(y, home, team, old, old, "", D + ONE)
        call({"pairing_ref": (UNKNOWN, bad("pairings"), refused["pairing_ref"])[k % 3]}, day("2018-06-03"))
        call(ended, day("2018-04-01"), {"volunteer_ref": UNKNOWN})
        call(ended, day("2018-04-01"), adult())
        call(ended, day("2018-08-01"), adult())  # not in the pairing comes first
        for hours in (0, 8, 9, 13):
            call(ended, day("2018-03-01") + hours * ONE, hours=hours, hour=7, kind="respite")
        small = adult(born=dt.date(2002, 5, 1))  # no consent: the visit stands, its minutes wait
        call(pair(y, child, [("volunteer", small)], old, old, old), day("2018-04-01"), small)
        for whom, fence in ((home, 30), (child, 14)):  # overdue: the last days and the days before
            guardian = old if guarded(whom) else ""
            for back in (fence - 1, fence):
                other = adult()
                call(pair(y, whom, [("volunteer", other)], old, old, guardian), D - back * ONE, other)
            for back in (fence + 1, fence - 3):
                fresh = D - back * ONE
                pair(y, whom, [("volunteer", adult())], fresh, fresh, fresh if guarded(whom) else "")


def visits(y):
    """Visits of the ordinary year, then cases of every outcome."""
    lessons = ("companionship", "tutoring", "city", "self_protection", "care_gift")
    quiet = {row["pairing_ref"] for row, *_ in y.rng.sample(y.active, len(y.active) // 8)}
    lively = [a for a in y.active if a[0]["pairing_ref"] not in quiet]
    for _ in range(y.size(18000) - 24 * y.rounds):
        row, whom, team, begins, ends = y.rng.choice(lively)
        first, last = max(begins, YEAR), min(ends - ONE, D)
        if y.chance(0.25):
            first = max(first, D - 29 * ONE)
        if first > last:
            continue
        v = y.rng.choice(team)
        starts = at(y.date(first, last), y.rng.choice((9, 10, 14, 15, 16)), y.rng.choice((0, 30)))
        ends_at = starts + y.rng.choice((60, 90, 120, 180)) * MINUTE
        if not y.take(v, starts, ends_at):
            continue
        kind = (
            "lesson"
            if KINDS[whom["kind"]][0] == "sunrise" and y.chance(0.8)
            else y.rng.choice(("visit", "visit", "respite", "therapy", "employment"))
        )
        y.add(
            "visits",
            pairing_ref=row["pairing_ref"],
            volunteer_ref=v["volunteer_ref"],
            starts_at=starts,
            ends_at=ends_at,
            kind=kind,
            lesson_kind=y.rng.choices(lessons, (4, 5, 3, 2, 2))[0] if kind == "lesson" else "",
        )
        credit(y, v, starts, ends_at, measured=False)
