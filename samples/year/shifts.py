"""Posts and their shifts, and what volunteers bring: earlier minutes, parts of days."""

import datetime as dt

from make_warm_winter import PARTS, SERVICES, at

from year.people import volunteer
from year.places import SEASONS
from year.tables import HOUR, ONE, UNKNOWN, YEAR, D, bad, city_of, day


def post(y, site, organisation, project="", service=None, skill="", age=14, licence="", qualification="", make=None):
    """A post at a site."""
    service = service or y.rng.choice(SERVICES)[0]
    return (make or y.case)(
        "posts",
        project_ref=project,
        site_ref=site["site_ref"],
        organisation_ref=organisation,
        title=dict(s[:2] for s in SERVICES)[service] + "岗",
        service=service,
        skill_required=skill,
        minimum_age=age,
        licence_required=licence,
        qualification_required=qualification,
    )


def posts(y):
    """Posts of the ordinary year, then some whose site or organisation is not known."""
    y.posts = []
    for n in range(y.size(7000)):
        site = y.sites[n % len(y.sites)]
        city = city_of(site["region_code"])
        local = y.projects_in[city]
        project = y.rng.choices(local, [SEASONS[p["programme"]][3] for p in local])[0]
        service, _, skill = y.rng.choices(SERVICES, (5, 4, 3, 3, 1))[0]
        organisation = (
            y.teams[city]["organisation_ref"] if y.chance(0.6) else y.rng.choice(y.local[city])["organisation_ref"]
        )
        known = y.chance(0.9)
        row = post(
            y,
            site,
            organisation,
            project["project_ref"] if known else y.rng.choice(("", "", UNKNOWN, y.rng.choice(y.refused_projects))),
            service,
            skill if y.chance(0.25) else "",
            18 if project["risk"] == "risky" and known else 16 if service == "emergency" else 14,
            y.rng.choice(("first_aid", "doctor", "driver")) if y.chance(0.03) else "",
            "guide" if y.chance(0.03) else "",
            y.add,
        )
        y.posts.append((row, site, project))
    y.lost_posts = []
    for k in range(y.rounds):
        site = y.rng.choice(y.sites)
        y.lost_posts += [
            post(y, {"site_ref": (UNKNOWN, bad("sites"))[k % 2]}, "org18-province"),
            post(y, site, (UNKNOWN, f"org18-circle-{k}-0")[k % 2]),
            post(y, {"site_ref": UNKNOWN}, UNKNOWN),
        ]


def shift(y, of, starts, ends, capacity=1, make=None):
    """A shift of a post."""
    return (make or y.case)("shifts", post_ref=of["post_ref"], starts_at=starts, ends_at=ends, capacity=capacity)


def shifts(y):
    """Shifts of the ordinary year, then some whose post is not known."""
    y.shifts = []
    hours = list(PARTS.values())
    for n in range(y.size(45000) - 110 * y.rounds):
        of, site, project = y.posts[n % len(y.posts)]
        first, last = max(project["from"], YEAR), min(project["to"], D)
        start, end = y.rng.choice(hours)
        if y.chance(0.02):
            start, end = 8, 17  # nine hours: the parent approves
        starts = at(y.date(first, last), start)
        ends = starts + (end - start) * HOUR
        if y.chance(0.02) and starts.date() < D:
            starts, ends = starts.replace(hour=22), starts.replace(hour=22) + 4 * HOUR  # over midnight
        y.shifts.append((shift(y, of, starts, ends, y.rng.choice((1, 1, 2, 3)), y.add), of, site, project))
    for k in range(y.rounds):
        moment = at(y.date(YEAR, D), 9)
        for of in (y.lost_posts[k], {"post_ref": (UNKNOWN, bad("posts"))[k % 2]}):
            lost = shift(y, of, moment, moment + 4 * HOUR)
        y.lost_shift = lost
        shift(y, y.posts[k][0], moment, moment)  # no time at all


def opening_balances(y):
    """Balances of the ordinary year, then cases at the edges of stars and points."""

    def balance(v, minutes, region, as_of, make=y.add):
        v.setdefault("balances", []).append((as_of, minutes))
        make(
            "opening_balances",
            volunteer_ref=v["volunteer_ref"],
            minutes=minutes,
            region_code=region,
            as_of=as_of,
            source="city_system_export",
        )

    y.balance = balance
    for v in y.rng.sample(y.everyone, y.size(7000)):
        city = city_of(v["home_region_code"])
        hours = y.rng.choice((12, 40, 50, 93, 98, 150, 295, 410, 596, 996, 1498))
        balance(
            v,
            hours * 60,
            city if y.chance(0.8) else y.region(city),
            dt.date(y.rng.choice((2012, 2014, 2015, 2016, 2017)), 12, 31),
        )
        if y.chance(0.3):
            balance(v, y.rng.randrange(20, 90) * 60, y.city(), y.date(day("2014-01-02"), day("2018-06-30")))
    for k in range(y.rounds):
        y.case(
            "opening_balances",
            volunteer_ref=(UNKNOWN, bad("volunteers"))[k % 2],
            minutes=600,
            region_code="440100",
            as_of=YEAR,
            source="city_system_export",
        )
        balance(volunteer(y), 0, "440100", day("2017-12-31"), y.case)
        for years, minutes in ((range(2011, 2019), 3000), (range(2014, 2018), 3000), (range(2014, 2019), 2999)):
            v = volunteer(y, city="440100")  # Guangzhou: 50 h a year, 10 points in all
            for year in years:
                balance(v, minutes, ("440100", "440106")[year % 2], dt.date(year, 6, 30), y.case)
        for city, minutes in (("440300", (3000, 2999, 9000, 12000)), ("440600", (300, 299, 18000, 18600))):
            for some in minutes:  # 6 and 60 points at most
                balance(volunteer(y, city=city), some, city, y.date(day("2014-01-02"), day("2018-12-30")), y.case)
            v = volunteer(y, city=city)  # just inside and outside five years
            balance(v, 3000, city, day("2014-01-02"), y.case)
            balance(v, 3000, city, day("2013-12-29"), y.case)


def availability(y):
    """The parts of days that some offer."""
    for v in y.rng.sample(y.everyone, y.size(8000)):
        for n in sorted(y.rng.sample(range(364), 3)):
            y.add(
                "availability",
                volunteer_ref=v["volunteer_ref"],
                date=YEAR + n * ONE,
                part_of_day=y.rng.choice(list(PARTS)),
            )
