"""Organisations in their tree, and the terms of those who lead them."""

import collections
import datetime as dt

from year.people import volunteer
from year.tables import CITY_CODES, ONE, PLACE, UNKNOWN, YEAR, D, bad, city_of, day


def organisations(y):
    """The tree of the ordinary year, then cases of every outcome."""
    y.federations = {
        "440000": y.add(
            "organisations",
            organisation_ref="org18-province",
            name="广东省志愿者联合会",
            kind="federation",
            region_code="440000",
            founded_on=day("2010-12-05"),
        )
    }
    y.branches, y.teams, y.schools = collections.defaultdict(list), {}, collections.defaultdict(list)

    def below(kind, region, parent, name, **more):
        return y.add(
            "organisations",
            name=name,
            kind=kind,
            region_code=region,
            parent_ref=parent["organisation_ref"],
            founded_on=y.date(day("2011-01-01"), day("2017-12-31")) if y.chance(0.8) else "",
            **more,
        )

    for city in CITY_CODES:
        y.federations[city] = below("federation", city, y.federations["440000"], f"{city}志愿者联合会")
        y.teams[city] = below("service_team", city, y.federations[city], f"{city}志愿服务队")
        for kind in ("league_branch", "party_branch"):
            y.branches[city].append(below(kind, city, y.federations[city], f"{city}{kind}委员会"))
        y.schools[city].append(below("school", city, y.federations[city], f"{city}大学"))
    kinds = [
        "federation",
        "service_team",
        "school",
        "school_association",
        "school_corps",
        "alliance",
        "company",
        "institution",
        "party_branch",
        "league_branch",
    ]
    for n in range(y.size(3000) - 106 - 14 * y.rounds):
        kind = y.rng.choices(kinds, (5, 6, 3, 3, 5, 3, 2, 2, 2, 3))[0]
        city = CITY_CODES[n] if n < 21 else y.city()
        region = y.region(city)
        parent = y.federations.get(region) or y.federations[city]
        field = ""
        if kind == "federation":
            free = [c for c in y.counties[city] if c not in y.federations]
            if not free:
                kind = "service_team"
            else:
                region, parent = y.rng.choice(free), y.federations[city]
        if kind.endswith("branch"):
            parent = y.rng.choice(
                [b for b in y.branches[city] if b["kind"] == kind and b["region_code"] in (city, region)]
            )
        if kind == "alliance":
            field = y.rng.choice(["law", "community_correction", "aid", "emergency", "medicine", "culture"])
        made = below(kind, region, parent, f"{region}{kind}{n}", field=field)
        if kind == "federation":
            y.federations[region] = made
        if kind.endswith("branch"):
            y.branches[city].append(made)
        if kind == "school":
            y.schools[city].append(made)
        if kind == "alliance":
            below("company" if y.chance(0.5) else "service_team", region, made, f"{region}联盟成员{n}")
    y.organisations = list(y.ordinary["organisations"])
    y.local = collections.defaultdict(list)
    for row in y.organisations:
        y.local[city_of(row["region_code"])].append(row)
    y.dissolved = []
    for k in range(y.rounds):
        city, other = y.rng.sample([c for c in CITY_CODES if len(y.counties[c]) > 1], 2)
        county, sibling = y.rng.sample(y.counties[city], 2)
        federation = y.federations[city]["organisation_ref"]

        def one(kind, region, parent, **more):
            return y.case(
                "organisations", name=f"{region}{kind}", kind=kind, region_code=region, parent_ref=parent, **more
            )

        stray = one("service_team", other, federation)  # another city than its parent
        one(
            "company", county, one("institution", sibling, federation)["organisation_ref"]
        )  # another county than its parent
        one("institution", "440000", federation)  # above its parent
        one("federation", county, "org18-province")  # two levels up
        one("federation", county, y.teams[city]["organisation_ref"])  # below no federation
        one("federation", city, "")  # below nothing
        one("service_team", county, (UNKNOWN, bad("organisations"))[k % 2])
        one("service_team", other, stray["organisation_ref"])  # below a refused one
        circle = [f"org18-circle-{k}-{i}" for i in range(2 + k % 2)]
        for i, reference in enumerate(circle):
            one("alliance", city, circle[i - 1], organisation_ref=reference, field="aid")
        one("service_team", city, circle[0])
        successor = y.teams[city]["organisation_ref"]
        for founded, gone in (
            (day("2012-05-04"), y.date(YEAR, day("2018-11-30"))),
            (day("2014-01-01"), D),
            (day("2014-01-01"), D + ONE),
            (D, ""),
            (day("2018-06-01"), day("2018-06-01")),
        ):
            kind = y.rng.choice(("school_association", "school_corps", "service_team"))
            row = one(
                kind, city, federation, founded_on=founded, dissolved_on=gone, successor_ref=successor if gone else ""
            )
            if gone and gone < D and founded < gone:
                y.dissolved.append(row)


def terms(y):
    """Elections in every federation: in term, out of term, succeeded, refused."""

    def elect(organisation, office, elected, ends, v=None, make=y.case):
        make(
            "terms",
            organisation_ref=organisation,
            volunteer_ref=(v or y.rng.choice(y.adults))["volunteer_ref"],
            office=office,
            elected_on=elected,
            ends_on=ends,
        )

    chairless, expired = CITY_CODES[-2:], CITY_CODES[-5:-2]
    succeeded, last_day, refused, last_week = CITY_CODES[-6], CITY_CODES[-7], CITY_CODES[-8], CITY_CODES[-9]
    for region, federation in y.federations.items():
        reference = federation["organisation_ref"]
        elected = y.date(day("2014-03-01"), day("2017-12-01"))
        for later in (0, 7):
            elect(reference, "vice_chair", elected + later * ONE, day("2020-06-30"), make=y.add)
        elect(reference, "secretary_general", elected, day("2019-06-30"), make=y.add)
        if region in chairless or (region not in PLACE and y.chance(0.3)):
            continue
        if region in expired:
            elect(reference, "chair", day("2013-05-01"), D - ONE if region == expired[0] else day("2018-04-30"))
        elif region == succeeded:  # the short later term ends the longer one
            elect(reference, "chair", day("2016-06-01"), day("2021-05-31"))
            elect(reference, "chair", day("2018-03-01"), day("2018-10-31"))
        elif region == last_day:
            elect(reference, "chair", day("2016-01-01"), D)
        elif region == refused:  # a refused election ends nothing
            elect(reference, "chair", day("2016-06-01"), day("2019-05-31"))
            elect(reference, "chair", day("2018-05-01"), day("2018-09-30"), volunteer(y, born=day("2000-05-02")))
        elif region == last_week:
            elect(reference, "chair", day("2013-01-01"), day("2018-06-30"))
            elect(reference, "chair", D, day("2021-12-31"))  # elected on D
        else:
            elect(reference, "chair", elected, y.date(day("2019-02-01"), day("2021-12-31")), make=y.add)
            if y.chance(0.3):
                elect(reference, "chair", day("2018-06-01"), day("2022-05-31"), make=y.add)
    for k in range(y.rounds):
        adult, minor, stranger, short = (y.teams[city]["organisation_ref"] for city in y.rng.sample(CITY_CODES, 4))
        elected = dt.date(2018, 2 + k % 8, 10 + k // 8)
        born = elected.replace(year=2000)
        elect(adult, "vice_chair", elected, day("2020-12-31"), volunteer(y, born=born))  # 18 on the day
        elect(minor, "vice_chair", elected, day("2020-12-31"), volunteer(y, born=born + ONE))  # a day short
        elect((UNKNOWN, bad("organisations"))[k % 2], "chair", elected, day("2020-12-31"))
        elect(f"org18-circle-{k}-0", "chair", elected, day("2020-12-31"))
        elect(stranger, "vice_chair", elected, elected + 90 * ONE, {"volunteer_ref": UNKNOWN})
        elect(short, "vice_chair", elected, elected)
