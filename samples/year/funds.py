"""Resources and funds."""

from make_warm_winter import at

from year.tables import CITY_CODES, DELTA, HOUR, ONE, SECOND, UNKNOWN, YEAR, D, bad, city_of, day

UNITS = {"goods": ("box", "kg"), "money": ("fen",), "place": ("room",), "skill": ("hour",)}


def needs_and_offers(y):
    """What is needed and what is offered."""

    def stretch():
        return (y.date(YEAR, D), y.rng.choice(("", "", "", "closed")))

    def one(file, category="", unit="", region="", quantity=None, opened=None, closed=None, make=y.add):
        category = category or y.rng.choices(list(UNITS), (5, 2, 2, 2))[0]
        city = y.city() if y.chance(0.5) else y.rng.choice(CITY_CODES)
        region = region or y.region(city, 0.8 if file == "needs" else 0.2)
        if file == "offers" and y.chance(0.3):
            region = "440000"
        if opened is None:
            opened, closed = stretch()
            closed = y.date(opened, D) if closed else ""
        column = {"needs": "region_code", "offers": "scope_region_code"}[file]
        own = (
            {"organisation_ref": y.teams[city_of(region)]["organisation_ref"]}
            if file == "needs"
            else {"donor": f"donor-{y.serials['offer'] % 40}"}
        )
        return make(
            file,
            category=category,
            unit=unit or y.rng.choice(UNITS[category]),
            quantity=y.rng.randint(1, 60) if quantity is None else quantity,
            opened_on=opened,
            closed_on=closed,
            **own,
            **{column: region},
            **y.near(region),
        )

    for _ in range(y.size(600) - 8 * y.rounds):
        one("needs")
    for _ in range(y.size(800) - 7 * y.rounds):
        one("offers")
    for k in range(y.rounds):
        county = y.rng.choice([c for city in CITY_CODES if city not in DELTA for c in y.counties[city]])
        for file in ("needs", "offers"):
            for opened, closed in ((YEAR, D), (YEAR, D - ONE), (D, ""), (YEAR, D + ONE), (D, D)):
                one(file, "goods", "box", county, 10 + k, opened, closed, make=y.case)
        one("needs", "goods", "box", county, 0, YEAR, "", make=y.case)
        one("offers", "goods", "crate", county, 9, YEAR, "", make=y.case)  # another unit: no match
        row = one("needs", "goods", "box", county, 5, YEAR, "", make=y.case)
        row["organisation_ref"] = (UNKNOWN, f"org18-circle-{k}-0")[k % 2]


def funds(y):
    """Funds of every kind."""
    y.funds = []
    for n in range(y.size(120)):
        kind = ("general", "university", "industry", "city")[n % 4]
        city = CITY_CODES[n % 21]
        owner = y.schools[city][0] if kind == "university" else y.federations["440000" if kind == "general" else city]
        y.funds.append(
            y.add(
                "funds",
                name=f"{city}志愿服务基金{n}",
                kind=kind,
                organisation_ref=owner["organisation_ref"],
                opened_on=day("2017-06-01"),
            )
        )


def fund_entries(y):
    """Donations, grants and refunds, then cases of every outcome."""
    known = [p["project_ref"] for p in y.ordinary["projects"]]

    def entry(fund, kind, moment, make=y.case, **more):
        return make("fund_entries", fund_ref=fund["fund_ref"], kind=kind, at=moment, **more)

    def grant(fund, amount, moment, project=None, first="director-1", second="director-2", make=y.case):
        return entry(
            fund,
            "grant",
            moment,
            make,
            amount_fen=amount,
            project_ref=project or y.rng.choice(known),
            first_approver=first,
            second_approver=second,
        )

    for n in range(y.size(5000) - 40 * y.rounds):
        fund, moment = y.rng.choice(y.funds), y.instant(YEAR, day("2018-11-20"))
        if n % 6 == 0:
            grant(fund, y.rng.randint(1, 80) * 1000, moment, make=y.add)
            continue
        gift = entry(
            fund, "donation", moment, y.add, amount_fen=y.rng.choice((100, 990, 5000, 10000, 10001, 88800, 500000))
        )
        if y.chance(0.06):
            entry(fund, "refund", moment + y.rng.randint(1, 35) * ONE, of_ref=gift["entry_ref"])
    owners = y.federations["440000"]["organisation_ref"]
    for k in range(y.rounds):  # two funds of their own, so that balances are exact
        fund, other = (
            y.case("funds", name=f"专项基金{k}", kind="industry", organisation_ref=owners, opened_on=YEAR)
            for _ in range(2)
        )
        start = at(day("2018-02-05"), 9) + k * HOUR

        def give(amount, when, to=fund):
            return entry(to, "donation", start + when * HOUR, amount_fen=amount)

        def back(of, moment, to=fund):
            return entry(to, "refund", moment, of_ref=of["entry_ref"])

        first = give(10000, 0)
        grant(fund, 10001, start + HOUR)  # a fen too much
        for people in (("director-1", "director-1"), ("", "director-2"), ("director-1", ""), ("", "")):
            grant(fund, 5, start + 2 * HOUR, first=people[0], second=people[1])
        for project in (UNKNOWN, bad("projects"), y.rng.choice(y.refused_projects)):
            grant(fund, 5, start + 3 * HOUR, project)
        grant(fund, 99999, start + 3 * HOUR, UNKNOWN, second="director-1")  # the project comes first
        grant(fund, 99999, start + 3 * HOUR, second="director-1")  # then the approvers
        spent = grant(fund, 10000, start + 4 * HOUR)  # to the last fen
        back(first, start + 5 * HOUR)  # nothing left to give back
        give(10001, 6)
        back(first, start + 7 * HOUR)  # now there is
        back(first, start + 8 * HOUR)
        back(first, first["at"] + 31 * ONE)  # refunded comes before too late
        exact, over = give(700, 9), give(800, 10)
        refused = back(over, over["at"] + 30 * ONE + SECOND)
        back(over, over["at"] + 40 * ONE)
        back(exact, exact["at"] + 30 * ONE)  # exactly 30 x 24 h
        for wrong in (spent, refused, {"entry_ref": UNKNOWN}, {"entry_ref": bad("fund_entries")}):
            back(wrong, start + 1000 * HOUR)
        back(first, start + 1001 * HOUR, other)  # another fund's donation
        lost = give(100, 1, {"fund_ref": (UNKNOWN, bad("funds"))[k % 2]})
        back(lost, start + 1002 * HOUR)
        back({"entry_ref": UNKNOWN}, start + 1003 * HOUR, {"fund_ref": UNKNOWN})
        grant({"fund_ref": UNKNOWN}, 5, start, UNKNOWN)
        moment = start + 60 * ONE  # one instant: by reference
        entry(other, "donation", moment, amount_fen=500)
        grant(other, 300, moment)
        grant(other, 300, moment)
        grant(other, 200, moment)
