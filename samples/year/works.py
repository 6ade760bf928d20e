"""Works of the culture festival and their scores."""

from make_warm_winter import at

from year.columns import SCHEMA
from year.tables import HOUR, MINUTE, ONE, SECOND, UNKNOWN, YEAR, bad, day


def calls(y):
    """Calls for works."""
    y.calls = []
    for n in range(y.size(80)):
        opens = at(y.date(YEAR, day("2018-10-15")), 9)
        y.calls.append(
            y.add(
                "calls",
                title=f"公益作品征集{n}",
                opens_at=opens,
                closes_at=opens + 45 * ONE,
                categories="|".join(("advertisement", "video", "microfilm", "literature")[: 4 - n % 3]),
            )
        )


def score(y, file, what, juror, mark, moment, declared="no", organisation="", make=None):
    """A juror's score."""
    reference = next(column for column in SCHEMA[file] if column in ("work_ref", "nomination_ref"))
    return (make or y.case)(
        file,
        **{reference: what},
        juror_ref=f"juror-{juror:02d}",
        juror_organisation_ref=organisation or f"jury-{juror % 7}",
        score=mark,
        conflict_declared=declared,
        at=moment,
    )


def works(y):
    """Works of the ordinary year, then cases of every outcome."""

    def work(call, moment, category="", organisation="", make=y.case):
        return make(
            "works",
            call_ref=call["call_ref"],
            category=category or y.rng.choice(call["categories"].split("|")),
            organisation_ref=organisation or y.rng.choice(y.organisations)["organisation_ref"],
            title="红棉花开",
            submitted_at=moment,
        )

    y.works = [
        work(
            y.calls[n % len(y.calls)],
            y.instant(
                y.calls[n % len(y.calls)]["opens_at"].date() + ONE, y.calls[n % len(y.calls)]["closes_at"].date() - ONE
            ),
            make=y.add,
        )
        for n in range(y.size(1600) - 16 * y.rounds)
    ]
    y.lost_works, y.ties, y.exact_works = [], [], []
    for k in range(y.rounds):
        call = y.calls[k % len(y.calls)]
        narrow = next(c for c in y.calls if "literature" not in c["categories"])
        opens, closes = call["opens_at"], call["closes_at"]
        y.works += [work(call, opens), work(call, closes - SECOND)]
        y.lost_works += [
            work(call, opens - SECOND),
            work(call, closes),
            work(narrow, narrow["opens_at"], "literature"),
            work(narrow, narrow["closes_at"], "literature"),  # the time comes before the category
            work({"call_ref": (UNKNOWN, bad("calls"))[k % 2]}, opens, "video"),
            work(call, opens, organisation=(UNKNOWN, f"org18-circle-{k}-0")[k % 2]),
        ]
        moment = opens + (5 + k) * HOUR
        y.ties.append([work(call, moment + HOUR, "video"), work(call, moment, "video"), work(call, moment, "video")])
        y.exact_works.append([work(call, moment), work(call, moment)])


def work_scores(y):
    """Scores of the works: ties, few, refused."""

    def judge(work, marks, first=1):
        call = next(c for c in y.calls if c["call_ref"] == work["call_ref"])
        for n, mark in enumerate(marks):
            score(
                y,
                "work_scores",
                work["work_ref"],
                first + n,
                mark,
                y.instant(call["closes_at"].date() + ONE, call["closes_at"].date() + 20 * ONE),
                make=y.add,
            )

    for n, work in enumerate(y.works):
        judge(work, [y.rng.randint(55, 98) for _ in range((2, 3, 4, 5, 6, 7, 8, 10)[n % 8])], n % 20)
    for k, tied in enumerate(y.ties):
        for work, marks in zip(
            tied, ((80, 80, 81), (80, 80, 81), (81, 80, 80)), strict=False
        ):  # earlier first, then the reference
            judge(work, marks)
        work = y.works[k]
        moment = at(day("2018-12-05"), 9) + k * MINUTE

        def mark(juror, value, when=0, **more):
            return score(y, "work_scores", work["work_ref"], juror, value, moment + when * HOUR, **more)

        mark(31, 100, organisation=work["organisation_ref"])
        mark(32, 100, organisation=work["organisation_ref"], declared="yes")  # the conflict comes first
        mark(33, 0, declared="yes")
        mark(33, 88, 1)  # after a declared one this is the first
        mark(33, 99, 2)
        mark(34, 77, 3)
        mark(34, 11, 3)  # one instant: by reference
        for lost in (y.lost_works[k]["work_ref"], (UNKNOWN, bad("works"))[k % 2]):
            score(y, "work_scores", lost, 35, 90, moment)
        judge(y.exact_works[k][0], (90, 90, 91, 0, 100))  # five: without the extremes
        judge(y.exact_works[k][1], (70, 71, 70, 71, 70, 71, 70, 72, 60, 99))  # eighths: half up
