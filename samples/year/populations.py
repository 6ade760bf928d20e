"""How many there are of what is counted."""

import collections

from year.tables import CITY_CODES, UNKNOWN, D, city_of, day


def populations(y):
    """What is known is a little more than what is registered; an older count of another size stands beside some."""

    def count(kind, region, number, as_of, organisation="", make=y.add):
        make(
            "populations",
            kind=kind,
            region_code=region,
            organisation_ref=organisation,
            count=max(1, number),
            as_of=as_of,
        )

    registered = {
        kind: collections.Counter()
        for kind in ("volunteers", "organisations", "projects", "universities", "middle_schools")
    }
    for v in y.tables["volunteers"]:
        registered["volunteers"][city_of(v["home_region_code"])] += 1
    for kind, file in (("organisations", "organisations"), ("projects", "projects")):
        for row in y.ordinary[file]:
            registered[kind][city_of(row["region_code"])] += 1
    for row in y.organisations:
        kind = {"school_association": "universities", "school_corps": "middle_schools"}.get(row["kind"])
        if kind:
            registered[kind][city_of(row["region_code"])] += 1
    for kind, cities in registered.items():
        for n, (city, number) in enumerate(sorted(cities.items())):
            if n % 17 == 16 or (city == "440000" and kind != "organisations"):  # some are not known
                continue
            count(kind, city, round(number * y.rng.uniform(1.05, 1.35)) + y.rng.choice((0, 1, 2)), day("2018-06-30"))
            if n % 4 == 0:
                count(kind, city, number * 3, day("2017-12-31"), make=y.case)
            if n % 10 == 5:
                count(kind, city, number + 2, D, make=y.case)
    members = collections.Counter(row["organisation_ref"] for row in y.tables["affiliations"])
    for city in CITY_CODES:
        for n, branch in enumerate(y.branches[city][:4]):  # two committees of the city, two below them
            below = [b for b in y.branches[city] if b["kind"] == branch["kind"]] if n < 2 else [branch]
            number = sum(members[b["organisation_ref"]] for b in below)
            kind = branch["kind"].split("_")[0] + "_members"
            count(
                kind,
                branch["region_code"],
                round(number * y.rng.uniform(1.5, 4)) + 2,
                day("2018-03-31"),
                branch["organisation_ref"],
            )
            if y.chance(0.2):
                count(
                    kind,
                    branch["region_code"],
                    round(number * y.rng.uniform(1.5, 4)) + 3,
                    D,
                    branch["organisation_ref"],
                    make=y.case,
                )
    for k in range(y.rounds):
        count("league_members", "440100", 900, D, (f"{UNKNOWN}-{k}", f"org18-circle-{k}-0")[k % 2], make=y.case)
