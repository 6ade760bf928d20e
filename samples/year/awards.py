"""The award cycle."""

import collections

from make_warm_winter import at

from year.benefits import report
from year.tables import HOUR, MINUTE, ONE, SECOND, UNKNOWN, bad, day
from year.works import score

AWARDS = ("volunteer", "project", "organisation", "community")
CYCLES = (
    ("cycle-2018-1", "2018-01-01", "2018-06-30", "2018-07-10", "2018-08-10", 7),
    ("cycle-2018-2", "2017-10-01", "2018-09-30", "2018-10-08", "2018-11-10", 10),
)


def award_cycles(y):
    """The thresholds are what one of the subjects has exactly; the best half or so reach them."""
    y.cycles, y.eligible = [], set()
    for reference, *dates, notice in CYCLES:
        first, last, opens, closes = map(day, dates)
        sums, people, measured = ({a: collections.defaultdict(kind) for a in AWARDS} for kind in (int, set, int))
        for date, minutes, v, project, organisation, place, exact in y.credits:
            if first <= date <= last:
                for award, subject in zip(AWARDS, (v, project, organisation, place), strict=False):
                    sums[award][subject] += minutes
                    people[award][subject].add(v)
                    measured[award][subject] += minutes * exact
        stations = {s["station_ref"] for s in y.stations}
        subjects = {
            "volunteer": {v["volunteer_ref"] for v in y.adults},
            "project": {p["project_ref"] for p in y.ordinary["projects"]},
            "organisation": {o["organisation_ref"] for o in y.organisations},
            "community": stations,
        }
        ranked = {a: sorted((s for s in sums[a] if s in subjects[a]), key=lambda s: (-sums[a][s], s)) for a in AWARDS}
        for award in AWARDS:
            middle = ranked[award][min(y.size(140), len(ranked[award]) // 2)]
            numbers = sorted(len(people[award][s]) for s in ranked[award][: y.size(200)])
            share = 80 if award == "organisation" else ""
            y.add(
                "award_cycles",
                cycle_ref=reference,
                category=award,
                period_from=first,
                period_to=last,
                nominations_from=opens,
                nominations_to=closes,
                notice_days=notice,
                quota=y.size(30),
                min_minutes=sums[award][middle] + 60 * (reference == CYCLES[0][0]) if award == "volunteer" else "",
                min_minutes_in_period=sums[award][middle],
                min_volunteers="" if award == "volunteer" else numbers[len(numbers) // 5],
                min_measured_share=share,
            )
            y.eligible |= {(reference, subject) for subject in ranked[award][: ranked[award].index(middle) + 1]}
        y.cycles.append((reference, first, last, opens, closes, notice, ranked))


def nominations(y):
    """Nominations of every outcome."""
    y.nominated = []

    def nominate(cycle, subject, moment, by=None, make=y.case):
        row = make(
            "nominations",
            cycle_ref=cycle,
            subject_ref=subject,
            nominated_by=by or y.rng.choice(y.adults)["volunteer_ref"],
            at=moment,
        )
        y.nominated.append(row)
        return row

    y.lost_nominations = []
    for cycle, first, last, opens, closes, _, ranked in y.cycles:
        for award in AWARDS:
            best = ranked[award]
            chosen = [*best[: y.size(100)], best[min(y.size(140), len(best) // 2)], *best[-y.size(30) :]]
            for subject in chosen:
                nominate(cycle, subject, y.instant(opens + ONE, closes - ONE), make=y.add)
        for k in range(y.rounds):
            best = ranked["volunteer"][y.size(100) + 1 + k]
            project = ranked["project"][k]

            def lose(*values):
                return y.lost_nominations.append(nominate(*values))

            moment = at(opens, 8) + k * HOUR
            lose(UNKNOWN, best, moment)
            lose(cycle, (UNKNOWN, bad("volunteers"), y.refused_projects[k])[k % 3], moment)
            lose(cycle, best, moment, (UNKNOWN, bad("volunteers"))[k % 2])
            lose(cycle, best, at(opens, 0) - SECOND)
            lose(cycle, best, at(closes + ONE, 0))
            lose(cycle, best, moment, best)  # himself
            nominate(cycle, best, moment + MINUTE)  # what was refused before does not bar him
            lose(cycle, best, moment + HOUR)
            lose(cycle, project, y.instant(closes, closes))  # nominated already, by someone else
            on_the_edge = ranked["organisation"][y.size(100) + 2 * k + 1 :][:2]  # from the first second to the last
            for subject, edge in zip(on_the_edge, (at(opens, 0), at(closes + ONE, 0) - SECOND), strict=False):
                nominate(cycle, subject, edge)
            for place, when in enumerate(
                (at(first, 9), at(last, 23, 59), at(last + ONE, 0))
            ):  # a breach counts up to the period's end
                report(y, y.partners[k % 5], {"volunteer_ref": ranked["volunteer"][3 * k + place]}, "breach", when)
            report(
                y,
                y.partners[k % 5],
                {"volunteer_ref": ranked["volunteer"][3 * k]},
                "breach_resolved",
                at(last + ONE, 9),
            )
            same = y.rng.choice(ranked["community"][y.size(100) + 1 : y.size(200)])
            nominate(cycle, same, moment)  # one instant: by reference
            nominate(cycle, same, moment)


def award_scores(y):
    """Three jurors for most; some with two, some tied, some whose scores do not count."""
    after = {cycle: closes + ONE for cycle, _, _, _, closes, *_ in y.cycles}
    owners = {p["project_ref"]: p["organisation_ref"] for p in y.tables["projects"]} | {
        s["station_ref"]: s["organisation_ref"] for s in y.tables["stations"]
    }
    lost = {row["nomination_ref"] for row in y.lost_nominations}
    judged = [
        row
        for row in y.nominated
        if row["nomination_ref"] not in lost and (row["cycle_ref"], row["subject_ref"]) in y.eligible
    ]
    for n, row in enumerate(judged):
        reference, first = row["nomination_ref"], after[row["cycle_ref"]]

        def mark(juror, value, **more):
            return score(y, "award_scores", reference, juror, value, y.instant(first, first + 25 * ONE), **more)

        for juror in range((2, 3, 3, 4, 5, 6)[n % 6]):
            mark(juror, 80 + (juror % 3 == 0) if n % 4 == 0 else y.rng.randint(60, 99), make=y.add)
        subject = row["subject_ref"]
        own = [subject] if subject.startswith("org18") else y.member_of.get(subject, [owners.get(subject, "")])
        if n % 3 == 0 and own[0]:
            mark(20, 100, organisation=own[0])
        if n % 9 == 0:
            mark(21, 0, declared="yes")
            moment = y.instant(first, first + 20 * ONE)
            for later, value in ((0, 70), (1, 71), (1, 72)):  # the second and third of one juror
                score(y, "award_scores", reference, 22, value, moment + later * HOUR)
    for k in range(y.rounds):
        for what in (
            y.lost_nominations[k * 2 % len(y.lost_nominations)]["nomination_ref"],
            (UNKNOWN, bad("nominations"))[k % 2],
        ):
            for juror in (1, 2, 3):
                score(y, "award_scores", what, juror, 90, y.instant(day("2018-08-15"), day("2018-09-01")))


def award_objections(y):
    """Objections within the notice, before and after it."""

    def object_to(row, moment, upheld, make=y.case):
        make("award_objections", nomination_ref=row["nomination_ref"], at=moment, upheld=upheld)

    lost = {row["nomination_ref"] for row in y.lost_nominations}
    for cycle, _, _, _, closes, notice, _ in y.cycles:
        rows = [
            r
            for r in y.nominated
            if r["cycle_ref"] == cycle and (cycle, r["subject_ref"]) in y.eligible and r["nomination_ref"] not in lost
        ]
        first, last = closes + 31 * ONE, closes + (30 + notice) * ONE
        for n, row in enumerate(y.rng.sample(rows, min(len(rows), 5 * y.rounds))):
            moment = (
                at(first, 0),
                at(last, 23, 59) + 59 * SECOND,
                at(first, 0) - SECOND,
                at(last + ONE, 0),
                at(first + ONE, 12),
            )[n % 5]
            object_to(row, moment, "no" if n % 5 == 4 else "yes")
        object_to(y.rng.choice(y.lost_nominations), at(first, 9), "yes")
        object_to({"nomination_ref": UNKNOWN}, at(first, 9), "yes")
        for row in y.rng.sample(rows, y.rounds):
            object_to(row, y.instant(first, last), "no", y.add)
