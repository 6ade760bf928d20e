"""Benefits and what partners report."""

from make_warm_winter import at

from year.people import volunteer
from year.presences import present
from year.shifts import post, shift
from year.tables import HOUR, MINUTE, ONE, UNKNOWN, YEAR, D, bad, city_of, day


def benefits(y):
    """Benefits of every partner."""
    y.benefits = []

    def benefit(partner, stars, minutes, within, region="440000", first=YEAR, last="", make=y.add):
        row = make(
            "benefits",
            partner_ref=partner,
            name="志愿者优待",
            min_stars=stars,
            min_minutes=minutes,
            within_days=within,
            region_code=region,
            from_=first,
            to=last,
        )
        y.benefits.append(row)
        return row

    for n in range(y.size(80) - 4):
        benefit(
            y.partners[n % 5],
            y.rng.choice(("", "", 1, 2)),
            y.rng.choice(("", 60, 180, 600)),
            y.rng.choice(("", 90, 365)),
            ("440000", "440100", "440300")[n % 3 if n > 2 else 0],
        )
    first = y.partners[0]
    y.exact = [
        benefit(first, "", 120, 30, make=y.case),
        benefit(first, 1, "", "", first=D, last=D, make=y.case),
        benefit(first, "", "", "", last=D - ONE, make=y.case),
        benefit(first, 1, "", "", "440106", make=y.case),
    ]
    y.case("benefits", partner_ref=UNKNOWN, name="优待", region_code="440000", from_=YEAR)


def report(y, partner, v, kind, moment, benefit="", make=None):
    """What a partner reports about a volunteer."""
    return (make or y.case)(
        "partner_reports",
        partner_ref=partner,
        volunteer_ref=v["volunteer_ref"],
        benefit_ref=benefit,
        kind=kind,
        at=moment,
    )


def benefit_cases(y):
    """People who meet a benefit exactly, and people who miss it in one condition only."""
    site = y.rng.choice([s for s in y.sites if city_of(s["region_code"]) == "440100"])
    partner, other = y.partners[:2]
    recent = y.exact[0]["benefit_ref"]
    given = at(day("2018-01-10"), 9)
    for k in range(y.rounds):

        def eligible(
            status="verified", back=29, minutes=120, consent=True, receiver=partner, stars=6000, home="440106"
        ):
            v = volunteer(y, city="440100", status=status, home=home)
            moment = at(D - back * ONE, 10)
            present(
                y,
                shift(y, post(y, site, y.teams["440100"]["organisation_ref"]), moment, moment + 3 * HOUR),
                v,
                moment,
                moment + minutes * MINUTE,
            )
            if stars:
                y.balance(v, stars - minutes, "440100", day("2017-11-30"), y.case)
            if consent:
                y.agree(v, "benefits", receiver, given, make=y.case)
            return v

        eligible()
        for missed in (
            {"status": "unverified"},
            {"back": 30},
            {"minutes": 119},
            {"consent": False},
            {"receiver": other},
            {"stars": 5999},
            {"stars": 0},
            {"home": "440103"},
        ):
            eligible(**missed)
        v = eligible(consent=False)
        y.agree(v, "school_record", partner, given, make=y.case)  # another purpose
        for withdrawn in (at(D, 23, 59), at(D + ONE, 0)):
            y.agree(eligible(consent=False), "benefits", partner, given, withdrawn, y.case)
        old = eligible(consent=False, minutes=60)  # a balance inside the last 30 days counts too
        y.balance(old, 60, "440100", D - 29 * ONE, y.case)
        y.agree(old, "benefits", partner, given, make=y.case)
        moment = at(day("2018-06-01"), 9) + k * HOUR

        def breach(v, kind, who, days):
            return report(y, who, v, kind, moment + days * ONE)

        stories = [
            [("breach", partner, 0)],
            [("breach", other, 0)],
            [("breach", partner, 0), ("breach_resolved", partner, 5)],
            [("breach", partner, 0), ("breach_resolved", other, 5)],
            [("breach_resolved", partner, 0), ("breach", partner, 5)],
            [("breach", partner, 0), ("breach_resolved", partner, 5), ("breach", partner, 9)],
            [("breach", partner, 0), ("breach", partner, 3), ("breach_resolved", partner, 5)],
        ]
        for story in stories:
            v = eligible()
            for kind, who, days in story:
                breach(v, kind, who, days)
        report(y, partner, eligible(), "redeemed", at(D, 23, 59), recent)
        suspended = eligible()
        report(y, partner, suspended, "redeemed", moment, recent)
        breach(suspended, "breach", partner, 1)  # suspended comes before redeemed
        report(y, other, eligible(), "redeemed", moment, recent)  # not its partner: still granted
        report(y, partner, eligible(consent=False), "redeemed", moment, recent)  # none comes before redeemed
        report(y, (UNKNOWN, bad("partners"))[k % 2], v, "breach", moment)
        report(y, partner, {"volunteer_ref": (UNKNOWN, bad("volunteers"))[k % 2]}, "breach", moment)
        report(y, partner, v, "redeemed", moment, (UNKNOWN, bad("benefits"))[k % 2])
        report(y, UNKNOWN, {"volunteer_ref": UNKNOWN}, "redeemed", moment, UNKNOWN)


def partner_reports(y):
    """Reports of the ordinary year."""
    for n in range(y.size(2000) - 22 * y.rounds):
        v = y.rng.choice(y.agreed)
        moment = y.instant(YEAR, D)
        if n % 3:
            benefit = y.rng.choice(y.benefits)
            report(y, benefit["partner_ref"], v, "redeemed", moment, benefit["benefit_ref"], y.add)
        else:
            report(
                y,
                y.rng.choice(y.partners),
                v,
                y.rng.choice(("breach", "breach", "breach_resolved")),
                moment,
                make=y.add,
            )
