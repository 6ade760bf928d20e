"""Projects, sites and stations."""

import collections

from year.tables import CITY_CODES, ONE, UNKNOWN, YEAR, D, bad, city_of, day

SEASONS = {
    "warm_winter": ("2018-02-01", "2018-03-12", "travellers", 22),
    "action_month": ("2018-03-01", "2018-03-31", "residents", 14),
    "sunshine": ("2018-01-01", "2018-12-31", "disabled", 8),
    "sunrise": ("2018-07-10", "2018-08-20", "migrant_children", 12),
    "culture_festival": ("2018-12-01", "2018-12-31", "residents", 10),
    "mountain_plan": ("2017-09-01", "2018-08-31", "residents", 2),
    "western_plan": ("2017-08-01", "2018-07-31", "residents", 1),
    "hk_macao": ("2018-07-05", "2018-08-15", "residents", 6),
    "international": ("2018-05-01", "2018-10-31", "residents", 2),
    "training": ("2018-03-01", "2018-11-30", "residents", 4),
    "alliance": ("2018-01-01", "2018-12-31", "youth_at_risk", 8),
    "community": ("2018-01-01", "2018-12-31", "elderly", 16),
}


def projects(y):
    """Projects of every programme, then cases of every outcome."""

    def project(programme, organisation, region, first, last, risk="none", make=y.add, group=None):
        return make(
            "projects",
            programme=programme,
            name=f"{region}{programme}",
            organisation_ref=organisation,
            region_code=region,
            from_=first,
            to=last,
            target_group=group or SEASONS[programme][2],
            risk=risk,
        )

    y.projects_in = collections.defaultdict(list)
    programmes = list(SEASONS)
    for n in range(max(84, y.size(1200) - 12 * y.rounds + 24)):
        city = CITY_CODES[n % 21]
        programme = ("warm_winter", "community")[n // 21] if n < 42 else programmes[n % 12]
        if programme == "hk_macao":
            city = ("441400", "440200")[n // 12 % 2]
        first, last, group, _ = SEASONS[programme]
        organisation = y.rng.choice(y.local[city] if y.chance(0.3) else [y.teams[city], y.federations[city]])
        row = project(
            programme,
            organisation["organisation_ref"],
            y.region(city, 0.3),
            day(first),
            day(last),
            "risky" if n % 9 == 0 else "none",
            group=group
            if y.chance(0.8)
            else y.rng.choice(["residents", "disabled", "migrant_children", "elderly", "travellers"]),
        )
        y.projects_in[city].append(row)
    for programme in ("action_month", "culture_festival", "hk_macao"):
        first, last, *_ = SEASONS[programme]
        row = project(programme, "org18-province", "440000", day(first), day(last), make=y.case)
        for city in CITY_CODES if programme != "hk_macao" else ("441400", "440200"):
            y.projects_in[city].append(row)
    y.refused_projects = []
    for k in range(y.rounds):
        city = y.city()
        team, gone = y.teams[city]["organisation_ref"], y.dissolved[k % len(y.dissolved)]

        def one(programme, first, last, organisation=team):
            return project(programme, organisation, city, first, last, make=y.case)

        one("community", day("2017-03-01"), day("2017-03-01") + 365 * ONE)  # 366 days: just allowed
        founded = y.case(
            "organisations",
            name=f"{city}新队{k}",
            kind="service_team",
            region_code=city,
            founded_on=day("2018-05-04"),
            parent_ref=y.federations[city]["organisation_ref"],
        )["organisation_ref"]
        one("community", day("2018-05-04"), day("2018-05-04"), founded)  # active from this very day
        one("action_month", day("2017-03-01"), day("2017-03-31"))
        y.refused_projects += [
            row["project_ref"]
            for row in (
                one("community", day("2017-01-01"), day("2017-01-01") + 367 * ONE),  # 368 days
                one("action_month", day("2017-03-01"), day("2018-03-31")),  # too long comes before the season
                one("action_month", day("2018-03-31"), day("2018-04-01")),
                one("action_month", day("2018-02-28"), day("2018-03-31")),
                one("action_month", day("2017-03-31"), day("2018-03-01")),  # March of two years
                one("culture_festival", day("2018-11-30"), day("2018-12-31")),
                one("community", day("2018-05-03"), day("2018-05-31"), founded),  # a day before it was founded
                one("community", gone["dissolved_on"], gone["dissolved_on"] + 9 * ONE, gone["organisation_ref"]),
                one("community", YEAR, D, (UNKNOWN, bad("organisations"))[k % 2]),
                one("action_month", YEAR, D, f"org18-circle-{k}-0"),
            )
        ]  # unknown comes before the season


def sites(y):
    """Places of every kind in every city."""

    def site(kind, city, region, name, fence=""):
        return y.add("sites", name=name, kind=kind, region_code=region, **y.near(city), fence_metres=fence)

    kinds = {
        "rail_station": 5,
        "airport": 1,
        "coach_station": 5,
        "port": 1,
        "service_area": 3,
        "petrol_station": 2,
        "community_station": 14,
        "school": 5,
        "institution": 4,
    }
    y.sites = []
    for n in range(y.size(4000)):
        city = CITY_CODES[n] if n < 21 else y.city()
        kind = "community_station" if n < 21 else y.rng.choices(list(kinds), list(kinds.values()))[0]
        y.sites.append(site(kind, city, y.region(city, 0.8), f"{city}{kind}{n}", y.rng.choice(("", "", "", 200, 800))))


def stations(y):
    """Stations at the sites: open, closed, of dissolved organisations."""

    def station(place, organisation, opened, closed="", make=y.add):
        return make(
            "stations",
            station_ref=place,
            name=f"志愿驿站{place}",
            organisation_ref=organisation,
            kind=y.rng.choice(("home", "station", "station")),
            opened_on=opened,
            closed_on=closed,
        )

    places = [s for s in y.sites if s["kind"] == "community_station"]
    special = iter(y.rng.sample(places[21:], 5 * min(y.rounds, len(places) // 10)))
    ahead = [
        (day("2016-03-05"), D),
        (day("2016-03-05"), D + ONE),
        (D, ""),
        (day("2018-04-01"), day("2018-04-01")),
        (day("2016-03-05"), ""),
    ]
    y.stations = []
    for n, place in enumerate(special):
        city = city_of(place["region_code"])
        organisation = y.teams[city]["organisation_ref"]
        if n % 5 == 4:  # its organisation is dissolved
            organisation = y.dissolved[n // 5 % len(y.dissolved)]["organisation_ref"]
        station(place["site_ref"], organisation, *ahead[n % 5], make=y.case)
    taken = {row["station_ref"] for row in y.tables["stations"]}
    for place in (p for p in places if p["site_ref"] not in taken):
        city = city_of(place["region_code"])
        opened = y.date(day("2012-01-01"), day("2018-09-30"))
        y.stations.append(
            station(
                place["site_ref"],
                y.rng.choice([y.teams[city], y.federations[city], y.rng.choice(y.local[city])])["organisation_ref"],
                opened,
                y.date(day("2018-10-01"), D) if y.chance(0.08) else "",
            )
        )
    for k in range(y.rounds):
        station((f"{UNKNOWN}-{k}", bad("sites"))[k == 1], "org18-province", day("2016-03-05"), make=y.case)
        place = y.case("sites", name=f"驿站{k}", kind="community_station", region_code=y.city(), **y.near("440100"))
        station(place["site_ref"], (UNKNOWN, f"org18-circle-{k}-0")[k % 2], day("2016-03-05"), make=y.case)
