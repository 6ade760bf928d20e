"""Volunteers, those who are registered twice, and those who move."""

import collections
import datetime as dt

from make_warm_winter import GIVEN, SKILLS, SURNAMES, at, identity_number

from year.tables import CITY_CODES, ONE, SECOND, UNKNOWN, YEAR, D, bad, city_of, day


def volunteer(
    y,
    make=None,
    city=None,
    born=None,
    status="verified",
    consent="",
    skills=(),
    document="resident_id",
    stage="",
    home=None,
    **more,
):
    """Everyone is born after 28 January, as the season's people are all born before: no document is in both."""
    city = city or y.city()
    born = born or y.date(dt.date(y.rng.randint(1950, 1999), 1, 29), dt.date(1999, 12, 31))
    while born.month == 1 and born.day < 29:
        born += dt.timedelta(days=28)
    number, serial = "", y.serials["volunteer"] % 1000
    while not number or (document, number) in y.documents:
        serial = (serial + 1) % 1000
        number = {
            "resident_id": identity_number(born, serial),
            "hk_macao_permit": "HM"[serial % 2] + f"{y.rng.randrange(10**8):08d}",
            "taiwan_permit": f"{y.rng.randrange(10**8):08d}",
            "passport": f"E{y.rng.randrange(10**8):08d}",
        }[document]
    y.documents.add((document, number))
    age = 2018 - born.year
    return (make or y.case)(
        "volunteers",
        name=y.rng.choice(SURNAMES) + "".join(y.rng.sample(GIVEN, y.rng.choice((1, 2)))),
        document_type=document,
        document_number=number,
        birth_date=born,
        sex="FM"[serial % 2],
        phone=f"191{y.serials['volunteer']:08d}",
        home_region_code=home or y.region(city),
        skills="|".join(sorted(skills)),
        party_member="yes" if age >= 18 and y.chance(0.12) else "no",
        league_member="yes" if 14 <= age <= 28 and y.chance(0.55) else "no",
        student_stage=stage,
        guardian_consent_on=consent,
        identity_status=status,
        **y.near(city),
        registered_on=y.date(day("2012-01-01"), D) if y.chance(0.9) else "",
        **more,
    )


def volunteers(y):
    """The people of the ordinary year: adults, youths, minors."""
    y.everyone, y.pool = [], collections.defaultdict(list)
    for n in range(y.size(25000) - 95 * y.rounds):
        minor, youth = n % 16 == 0, n % 16 in (1, 2, 3)
        first, last = (2001, 2003) if minor else (1995, 1999) if youth else (1950, 1994)
        city = y.city()
        row = volunteer(
            y,
            y.add,
            city,
            y.date(dt.date(first, 1, 29), dt.date(last, 12, 31)),
            "unverified" if y.chance(0.03) else "verified",
            y.date(day("2017-09-01"), day("2018-09-30")) if minor and y.chance(0.8) else "",
            y.rng.sample(SKILLS, y.rng.choice((0, 1, 1, 2, 3))),
            y.rng.choices(("resident_id", "hk_macao_permit", "taiwan_permit", "passport"), (92, 5, 1, 2))[0],
            "senior_high" if minor else "university" if youth else "",
            "440000" if y.chance(0.01) else None,
        )
        y.everyone.append(row)
        y.pool[city].append(row)
    y.adults = [v for v in y.everyone if v["identity_status"] == "verified" and v["birth_date"] < dt.date(1995, 1, 1)]
    y.students = [v for v in y.everyone if v["student_stage"] == "university"]


def merges(y):
    """A twin differs in its document's number and its phone only."""
    y.merged = set()
    twins = y.rng.sample(y.adults, y.size(280, 24))
    pairs = []
    for kept in twins:
        twin = volunteer(y, born=kept["birth_date"], document=kept["document_type"])
        for column in (
            "name",
            "sex",
            "home_region_code",
            "skills",
            "party_member",
            "league_member",
            "latitude",
            "longitude",
        ):
            twin[column] = kept[column]
        y.person[twin["volunteer_ref"]] = kept["volunteer_ref"]
        y.merged |= {kept["volunteer_ref"], twin["volunteer_ref"]}
        y.pool[city_of(kept["home_region_code"])].append(twin)
        y.everyone.append(twin)
        pairs.append((kept, twin))
    last = at(D, 23, 59) + 59 * SECOND
    for n, (kept, twin) in enumerate(pairs):
        pair = {"kept_ref": kept["volunteer_ref"], "merged_ref": twin["volunteer_ref"]}
        merged = y.instant(day("2018-02-01"), day("2018-10-31"))
        if n % 8 == 0:
            y.case("merges", **pair, merged_at=merged, undone_at=y.instant(day("2018-11-01"), day("2018-12-20")))
        elif n % 8 == 1:  # undone, then merged again
            y.case("merges", **pair, merged_at=merged, undone_at=merged + 40 * ONE)
            y.case("merges", **pair, merged_at=merged + 41 * ONE)
        elif n % 8 == 2:  # undone just before or just after D ends
            y.case("merges", **pair, merged_at=merged, undone_at=last + n // 8 % 2 * SECOND)
        elif n % 8 == 3:  # on D, or undone at once
            y.case(
                "merges", **pair, **({"merged_at": last} if n // 8 % 2 else {"merged_at": merged, "undone_at": merged})
            )
        else:
            y.add("merges", **pair, merged_at=merged)
    y.pairs = pairs
    loners = [v["volunteer_ref"] for v in y.adults if v["volunteer_ref"] not in y.merged]
    for k in range(y.rounds):
        one = y.rng.choice(loners)
        y.case("merges", kept_ref=one, merged_ref=one, merged_at=y.instant(YEAR, D))
        y.case("merges", kept_ref=UNKNOWN, merged_ref=one, merged_at=y.instant(YEAR, D))
        y.case("merges", kept_ref=one, merged_ref=(UNKNOWN, bad("volunteers"))[k % 2], merged_at=y.instant(YEAR, D))
    y.adults = [v for v in y.adults if v["volunteer_ref"] not in y.merged]
    y.students = [v for v in y.students if v["volunteer_ref"] not in y.merged]


def transfers(y):
    """Moves of the ordinary year, then cases of every outcome."""

    def ask(v, to, asked, decided="", decision="", make=y.case):
        return make(
            "transfers",
            volunteer_ref=v["volunteer_ref"],
            to_region_code=to,
            requested_at=asked,
            decided_at=decided,
            decision=decision,
            reason=y.rng.choice(("工作调动", "升学", "搬家")),
        )

    people = iter(y.rng.sample(y.adults, y.size(600) + 6 * y.rounds))
    for _ in range(y.size(600)):
        v = next(people)
        to = y.region(y.rng.choice([c for c in CITY_CODES if c != city_of(v["home_region_code"])]))
        asked = y.instant(YEAR, day("2018-11-30"))
        decision = y.rng.choices(("accepted", "declined", ""), (6, 2, 2))[0]
        ask(v, to, asked, asked + y.rng.randint(1, 20) * ONE if decision else "", decision, y.add)
    for k in range(y.rounds):

        def home(v):
            return v["home_region_code"]

        def away(v):
            return y.rng.sample([c for c in CITY_CODES if c != city_of(home(v))], 2)

        asked = y.instant(day("2018-02-01"), day("2018-09-30"))
        v = next(people)
        ask(v, home(v), asked, asked + ONE, "accepted")  # belongs there already
        v = next(people)
        a, b = away(v)
        ask(v, a, asked, asked + 10 * ONE, "accepted")
        ask(v, a, asked + 11 * ONE, asked + 12 * ONE, "accepted")  # belongs there by then
        ask(v, b, asked + 20 * ONE, asked + 30 * ONE, "declined")
        v = next(people)
        a, b = away(v)
        ask(v, a, asked, asked + 20 * ONE, "accepted")  # asked first, decided last: counts
        ask(v, b, asked + 2 * ONE, asked + 4 * ONE, "accepted")
        v = next(people)
        a, b = away(v)
        ask(v, a, asked, asked + ONE, "accepted")
        ask(v, home(v), asked + 5 * ONE, at(D, 23, 59), "accepted")  # and back again on the last day
        v = next(people)
        ask(v, away(v)[0], asked, asked, "accepted")  # decided at once
        stranger = {"volunteer_ref": (UNKNOWN, bad("volunteers"))[k % 2]}
        ask(stranger, y.city(), asked)
        ask(next(people), "440000", asked, asked + ONE, "accepted")
