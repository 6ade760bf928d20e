"""What belongs to a volunteer: affiliations, licences, insurance, consents."""

import collections

from make_warm_winter import at

from year.people import volunteer
from year.tables import ONE, SECOND, UNKNOWN, YEAR, D, bad, city_of, day


def affiliations(y):
    """Members, students and employees, among them those on the edges of the day."""

    def join(v, organisation, kind, from_, to="", stage="", make=y.add):
        return make(
            "affiliations",
            volunteer_ref=v["volunteer_ref"],
            organisation_ref=organisation["organisation_ref"],
            kind=kind,
            stage=stage,
            from_=from_,
            to=to,
        )

    y.member_of, y.twice_student = collections.defaultdict(list), []

    def by_kind(city, kind):
        return [b for b in y.branches[city] if b["kind"] == kind]

    for v in y.everyone:
        city = city_of(v["home_region_code"])
        if city == "440000" or v["volunteer_ref"] in y.merged:
            continue
        for column, branch, kind in (
            ("league_member", "league_branch", "league_member"),
            ("party_member", "party_branch", "party_member"),
        ):
            if v[column] == "yes" and y.chance(0.6):
                organisation = y.rng.choice(by_kind(city, branch))
                join(
                    v,
                    organisation,
                    kind,
                    y.date(day("2013-01-01"), day("2018-06-30")),
                    y.date(day("2018-07-01"), day("2018-12-30")) if y.chance(0.1) else "",
                )
                y.member_of[v["volunteer_ref"]].append(organisation["organisation_ref"])
        if v["student_stage"] and y.chance(0.7):
            school = y.rng.choice(y.schools[city])
            join(
                v,
                school,
                "student",
                y.date(day("2015-09-01"), day("2018-06-30")),
                day("2019-07-10") if y.chance(0.7) else "",
                v["student_stage"],
                y.case,
            )
        if not v["student_stage"] and y.chance(0.05):
            organisation = y.rng.choice(y.local[city])
            join(v, organisation, "employee", y.date(day("2010-01-01"), day("2018-06-30")))
            y.member_of[v["volunteer_ref"]].append(organisation["organisation_ref"])
    for n, (kept, twin) in enumerate(y.pairs):  # both belong: one person
        if n % 3 == 0:
            branches = by_kind(
                city_of(kept["home_region_code"]) if kept["home_region_code"] != "440000" else "440100", "league_branch"
            )
            join(kept, branches[0], "league_member", day("2016-05-04"), make=y.case)
            join(twin, y.rng.choice(branches), "league_member", day("2016-05-04"), make=y.case)
    for k, v in enumerate(y.rng.sample(y.adults, y.rounds)):
        city = y.city()
        branch, school = by_kind(city, "league_branch")[0], y.schools[city][0]
        for to in (D, D - ONE):  # to the last day, and a day less
            join(volunteer(y, city=city), branch, "league_member", day("2017-05-04"), to, make=y.case)
        join(volunteer(y, city=city), branch, "league_member", D, make=y.case)
        unverified = volunteer(y, city=city, status="unverified")
        join(unverified, branch, "league_member", day("2017-05-04"), make=y.case)
        twice = volunteer(y, city=city)  # in two branches: one person
        join(twice, branch, "party_member", day("2016-05-04"), make=y.case)
        join(twice, by_kind(city, "party_branch")[-1], "party_member", day("2017-05-04"), make=y.case)
        join(
            {"volunteer_ref": (UNKNOWN, bad("volunteers"))[k % 2]},
            branch,
            "league_member",
            day("2017-05-04"),
            make=y.case,
        )
        join(v, {"organisation_ref": UNKNOWN}, "employee", day("2017-05-04"), make=y.case)
        join(v, {"organisation_ref": f"org18-circle-{k}-0"}, "employee", day("2017-05-04"), make=y.case)
        gone = y.dissolved[k % len(y.dissolved)]
        join(v, gone, "employee", gone["founded_on"], gone["dissolved_on"] - ONE, make=y.case)
        student = volunteer(
            y, city=city, stage="university", born=day("1998-03-15")
        )  # two universities: the later counts
        join(student, school, "student", day("2016-09-01"), D, "university", y.case)
        join(student, school, "student", day("2018-04-10"), "", "university", y.case)
        y.twice_student.append(student)
        left = volunteer(y, city=city, stage="university", born=day("1997-03-15"))
        join(left, school, "student", day("2014-09-01"), day("2018-06-30"), "university", y.case)
        join(left, school, "student", day("2011-09-01"), day("2014-06-30"), "senior_high", y.case)


def licences(y):
    """Licences of the ordinary year, and of people who are not known."""

    def licence(v, kind, from_, to, verified="yes", make=y.add):
        make("licences", volunteer_ref=v["volunteer_ref"], kind=kind, valid_from=from_, valid_to=to, verified=verified)

    y.licence = licence
    chosen = y.rng.sample(y.adults, y.size(1200))
    y.social_workers = chosen[: len(chosen) // 3]
    for n, v in enumerate(chosen):
        kind = (
            "social_worker"
            if n < len(y.social_workers)
            else y.rng.choice(["lawyer", "doctor", "nurse", "teacher", "first_aid", "driver"])
        )
        licence(
            v,
            kind,
            y.date(day("2010-01-01"), day("2015-12-31")),
            y.date(day("2019-01-01"), day("2023-12-31")) if y.chance(0.8) else "",
            "yes" if kind == "social_worker" or y.chance(0.9) else "no",
        )
    for k in range(y.rounds):
        licence({"volunteer_ref": (UNKNOWN, bad("volunteers"))[k % 2]}, "doctor", day("2015-01-01"), "", make=y.case)


def insurance(y):
    """Covers of the ordinary year, and of people who are not known."""
    alone = [v for v in y.everyone if v["volunteer_ref"] not in y.merged]
    for v in y.rng.sample(alone, y.size(6000)):
        first = y.date(day("2017-06-01"), day("2018-06-01"))
        y.add(
            "insurance",
            volunteer_ref=v["volunteer_ref"],
            insurer=y.rng.choice(("中国人保", "平安养老", "太平洋保险")),
            from_=first,
            to=first + 364 * ONE if y.chance(0.9) else "",
        )
    for k in range(y.rounds):
        y.case("insurance", volunteer_ref=(UNKNOWN, bad("volunteers"))[k % 2], insurer="中国人保", from_=YEAR, to=D)


def partners(y):
    """One of each department."""
    departments = ["education", "human_resources", "transport", "health", "finance", "insurance"]
    y.partners = [
        y.add("partners", name=f"广东省{department}", department=department)["partner_ref"]
        for department in departments
    ]


def consents(y):
    """Consents of the ordinary year, some withdrawn, then cases on the edges of the day."""
    y.agreed = []

    def agree(v, purpose, receiver, given, withdrawn="", make=y.add):
        return make(
            "consents",
            volunteer_ref=v["volunteer_ref"],
            purpose=purpose,
            receiver_ref=receiver,
            given_at=given,
            withdrawn_at=withdrawn,
        )

    y.agree = agree
    for v in y.rng.sample(y.adults, y.size(3000)):
        for partner in y.rng.sample(y.partners[:5], y.rng.choice((1, 1, 2))):
            given = y.instant(day("2016-01-01"), day("2018-10-31"))
            agree(v, "benefits", partner, given, given + y.rng.randint(1, 50) * ONE if y.chance(0.1) else "")
            y.agreed.append(v)
    for v in y.rng.sample(y.students, len(y.students) // 4):
        agree(
            v,
            "school_record",
            y.rng.choice(y.schools[y.city()])["organisation_ref"],
            y.instant(day("2016-01-01"), day("2018-10-31")),
        )
    for _kept, twin in y.pairs[::3]:  # the merged one's consent
        agree(twin, "benefits", y.partners[0], y.instant(YEAR, day("2018-10-31")), make=y.case)
    for k, v in enumerate(y.rng.sample(y.adults, y.rounds)):
        given = y.instant(YEAR, day("2018-10-31"))
        agree(v, "insurance", y.partners[5], given, make=y.case)
        agree(v, "insurance", y.partners[5], given, given, make=y.case)
        agree(v, "insurance", y.partners[5], given, at(D, 23, 59) + 59 * SECOND, y.case)
        agree(v, "insurance", y.partners[5], given, at(D + ONE, 0), y.case)
        agree({"volunteer_ref": UNKNOWN}, "benefits", y.partners[0], given, make=y.case)
        agree(v, "benefits", (UNKNOWN, bad("partners"))[k % 2], given, make=y.case)
        agree(v, "school_record", (UNKNOWN, f"org18-circle-{k}-0")[k % 2], given, make=y.case)
