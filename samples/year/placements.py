"""Long placements."""

import datetime as dt

from year.people import volunteer
from year.tables import ONE, UNKNOWN, YEAR, D, bad, day

PROGRAMMES = {"mountain_plan": (12, 24), "western_plan": (12, 24), "international": (3, 6, 13), "hk_macao": (1, 2, 6)}


def place(y, programme, v, applied, selected="", starts="", months=12, extended=0, make=None, **more):
    """A placement of a volunteer."""
    where = {
        "mountain_plan": lambda: y.region(y.rng.choice(("440200", "441400", "441600", "441800"))),
        "international": lambda: y.rng.choice(("KE", "LA", "ET", "NP")),
    }.get(programme, lambda: {"western_plan": "CN"}.get(programme, "HK"))()
    return (make or y.case)(
        "placements",
        programme=programme,
        volunteer_ref=v["volunteer_ref"],
        place=where,
        applied_on=applied,
        selected_on=selected,
        starts_on=starts,
        months=months,
        extended_months=extended,
        monthly_allowance_fen=y.rng.choice((260000, 230000, 100001, 99999)),
        **more,
    )


def placements(y):
    """Placements of every programme and outcome."""
    graduates = [
        v
        for v in y.everyone
        if dt.date(1993, 1, 1) <= v["birth_date"] < dt.date(1999, 1, 1) and v["volunteer_ref"] not in y.merged
    ]
    for n in range(y.size(1500) - 30 * y.rounds):
        programme = y.rng.choices(list(PROGRAMMES), (6, 3, 2, 2))[0]
        applied = y.date(day("2016-04-01"), day("2018-09-30"))
        selected = applied + 30 * ONE if y.chance(0.85) else ""
        starts = selected + y.rng.randrange(10, 60) * ONE if selected and y.chance(0.9) else ""
        months = y.rng.choice(PROGRAMMES[programme])
        left = starts + y.rng.randrange(20, 25 * months) * ONE if starts and y.chance(0.12) else ""
        row = place(
            y,
            programme,
            y.rng.choice(graduates),
            applied,
            selected,
            starts,
            months,
            y.rng.choice((0, 0, 0, 6)),
            y.add,
            left_on=left,
            left_reason="升学" if left else "",
        )
        if n % 12 == 0:
            row.update(refusal=y.rng.choice(("health", "documents", "no_place")), left_on="", left_reason="")
    for k in range(y.rounds):

        def v(**more):
            return volunteer(y, **{"born": day("1995-05-05"), **more})

        applied, selected = day("2016-11-01"), day("2016-11-20")

        def serve(programme, starts, months, extended=0, whom=None, **more):
            return place(y, programme, whom or v(), applied, selected, starts, months, extended, **more)

        place(y, "mountain_plan", {"volunteer_ref": (UNKNOWN, bad("volunteers"))[k % 2]}, applied, refusal="health")
        place(y, "mountain_plan", v(), applied, months=18, refusal="health")  # the file's refusal comes first
        for programme, months in (
            ("mountain_plan", 18),
            ("western_plan", 36),
            ("mountain_plan", 0),
            ("international", 0),
            ("international", 37),
            ("mountain_plan", 13),
        ):
            serve(programme, YEAR, months)
        serve("international", YEAR, 36)
        serve("international", day("2018-05-01"), 1)
        place(y, "western_plan", v(), D)
        place(y, "western_plan", v(), applied, D)
        for born in (day("2000-03-05"), day("2000-03-06")):  # 18 on the first day, and a day short
            serve("hk_macao", day("2018-03-05"), 1, whom=v(born=born))
            place(y, "hk_macao", v(born=born), day("2018-03-05"), months=1)  # no first day yet
        serve("mountain_plan", YEAR, 18, whom=v(born=day("2001-02-01")))  # the term comes before the age
        serve("mountain_plan", YEAR, 12)  # D is the last day
        serve("mountain_plan", YEAR - ONE, 12)  # the last day was D - 1
        serve("mountain_plan", day("2017-01-01"), 12, 12)
        serve("western_plan", D, 24)
        for starts, months in (
            ("2018-01-31", 1),
            ("2017-08-31", 6),
            ("2018-05-31", 13),
            ("2016-12-31", 2),
            ("2018-08-31", 3),
        ):
            serve("international", day(starts), months)  # months without the 31st
        for left in (D, D + ONE, day("2018-07-01"), day("2018-07-16")):
            serve("western_plan", day("2018-03-16"), 12, left_on=left, left_reason="健康")
