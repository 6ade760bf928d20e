"""The bench's own arithmetic, and that what it feeds is what it says."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from collections import Counter

import pytest

from services.hours.attendance import records
from services.hours.attendance.domain import Credited, decide
from services.hours.people.domain import Person
from services.hours.shifts.domain import Interval, Shift
from services.registry.volunteers.application import application_faults
from services.registry.volunteers.schemas import VolunteerRow
from shared.clock import from_text
from shared.crypto import Sealer
from shared.events.catalogue import contract
from shared.events.registry.volunteers import STATE_READERS
from tests import processes
from tests.bench import costs, figures, history, memory, people, posting, season, work

ADULT = Person(verified=True, birth_date=dt.date(1990, 1, 1), guardian_consent_on=None)


@pytest.mark.parametrize(("share", "expected"), [(50, 50.0), (95, 95.0), (99, 99.0), (100, 100.0), (1, 1.0)])
def test_a_percentile_is_one_of_the_values(share: float, expected: float) -> None:
    """The smallest one that so many percent do not exceed, in whatever order they come."""
    assert expected == figures.percentile([float(value) for value in range(100, 0, -1)], share)


def test_percentiles_are_milliseconds() -> None:
    """By the names that the JSON has."""
    assert {"p50": 20.0, "p95": 30.0, "p99": 30.0} == figures.percentiles([0.01, 0.02, 0.03])


def test_a_ratio_is_the_median_of_the_rounds_ratios() -> None:
    """So that a round in which the machine was busy hits both."""
    rates = {"nameko": [100.0, 10.0, 100.0], "kapok": [300.0, 40.0, 400.0]}

    assert {"kapok/nameko": 4.0} == figures.ratios(rates, "kapok")
    assert {"nameko": 100.0, "kapok": 300.0} == figures.medians(rates)


def test_nothing_is_compared_with_who_did_not_run() -> None:
    """Such as with `--only nameko,floor`."""
    assert {} == figures.ratios({"nameko": [1.0], "floor": [2.0]}, "kapok")


def test_a_season_fits_its_contracts() -> None:
    """Every event is what a real service would have published."""
    sealer = Sealer({}, bytes(32), readers={one: {one: bytes(32)} for one in STATE_READERS})
    for event in (*season.volunteers(sealer, 10), *season.shifts(500), *season.presences(500)):
        contract(event.type).check_event(event)


def test_a_history_fits_its_contracts() -> None:
    """Every event is what incentives would have told, each volunteer's in the order of their versions."""
    told = list(history.events(2 * season.VOLUNTEERS))
    for event in told:
        contract(event.type).check_event(event)
    assert {"stars.changed.v1", "points.changed.v1"} == {event.type for event in told}
    assert [1, 2] == [event.sequence for event in told if event.subject == season.number_of(7)]


def test_a_history_has_no_gap() -> None:
    """Positions go on from commit to commit, of whatever sizes."""
    documents = list(history.commits(250, history.MIXED))
    assert [(1, 1), (2, 4), (5, 16), (17, 100), (101, 101)] == [(one["first"], one["last"]) for one in documents[:5]]
    assert 250 == documents[-1]["last"] == sum(one["count"] for one in documents)


def test_nineteen_of_twenty_presences_are_credited() -> None:
    """By the real policy; the others are held or rejected."""
    assert Counter(credited=1900, other=100) == _outcomes(season.rows(2_000))


def test_regular_presences_all_give_a_point() -> None:
    """Credited with five hours or more each, and nobody's overlap."""
    assert Counter(credited=4_000) == _outcomes(season.rows(4_000, regular=True), least_minutes=300)


def test_the_competitors_tell_what_kapok_tells() -> None:
    """Their events have the fields of `hours.credited.v1`, so they are as large."""
    for facts in season.rows(100):
        contract(work.CREDITED).check(work.event_of(work.entry_of(facts)))


def test_posts_come_on_time_from_all_clients() -> None:
    """None before it is due, each once."""
    posted: list[tuple[int, float]] = []
    begun = time.perf_counter()
    due = [number * 0.01 for number in range(20)]
    posting.on_timetable(lambda number: posted.append((number, time.perf_counter() - begun)), due, 4)

    assert set(range(20)) == {number for number, _ in posted}
    assert all(moment >= due[number] for number, moment in posted)


def test_a_client_that_fails_is_not_overlooked() -> None:
    """What it raised is raised."""
    with pytest.raises(posting.Refused, match="full"):
        posting.flood(_refuse, 3, 2)


def test_memory_and_time_count_the_children_too() -> None:
    """A process may have its work done by another one."""
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(); input()'])"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-u", "-c", child], **pipes, env={"PYTHONUNBUFFERED": "1"}) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        family = costs.family(parent.pid)
        assert 2 == len(family)
        assert costs.peak_mb(parent.pid) > costs.peak_mb(family[1]) > 1
        parent.communicate(b"\n")
    assert costs.cpu_seconds(os.getpid()) > 0


def test_a_process_that_is_gone_costs_nothing() -> None:
    """It may end between being listed and being read, and that ends no measurement."""
    with subprocess.Popen(["true"]) as ended:
        pass
    assert ([], 0, 0, 0) == (
        costs.family(ended.pid),
        costs.peak_mb(ended.pid),
        costs.resident_mb(ended.pid),
        costs.cpu_seconds(ended.pid),
    )


def test_memory_is_watched_until_the_end() -> None:
    """The sample that is nearest to a moment tells of it; who was not there is not in it."""
    with subprocess.Popen(["true"]) as ended:
        pass
    with memory.watched({"own": os.getpid(), "ended": ended.pid}, 0.01) as samples:
        processes.eventually(lambda: len(samples) > 2)
    sizes = memory.at(samples, samples[1][0])

    assert samples[1][1] is sizes
    assert {"own"} == sizes.keys()
    assert sizes["own"] > 10


def test_rates_are_those_of_the_parts_that_were_done_whole() -> None:
    """A bound between two answers is reached in proportion."""
    points = [(0, 10.0), (100, 11.0), (200, 13.0), (300, 14.0)]

    assert [66.7, 66.7] == figures.rates_of_parts(points, [50, 150, 250, 350])
    assert [] == figures.rates_of_parts(points[:1], [50, 150])


def test_people_who_register_are_accepted() -> None:
    """Everyone by the real rules, each under a document of their own, up to the most that a file may have."""
    numbers = [*range(300), people.MOST - 1]
    rows = [people.row(number) for number in numbers]
    faults = [list(application_faults(VolunteerRow().load(row), dt.date(2026, 1, 1))) for row in rows]

    assert not any(faults)
    assert len(numbers) == len({row["document_number"] for row in rows})


def _outcomes(rows: list[dict[str, str]], least_minutes: int = 1) -> Counter[str]:
    shifts = {event.subject: event.data for event in season.shifts(len(rows))}
    credited: dict[str, list[Interval]] = {}
    outcomes: Counter[str] = Counter()
    for facts in rows:
        shift = shifts[facts["shift_ref"]]
        window = Shift(Interval(from_text(shift["starts_at"]), from_text(shift["ends_at"])), shift["region_code"])
        own = credited.setdefault(facts["volunteer_ref"], [])
        decision = decide(records.attendance(facts), window, ADULT, own)
        good = isinstance(decision, Credited) and decision.interval.minutes >= least_minutes
        if isinstance(decision, Credited):
            own.append(decision.interval)
        outcomes["credited" if good else "other"] += 1
    return outcomes


def _refuse(number: int) -> None:
    raise posting.Refused(f"full at {number}")


def test_pairs_settle_what_one_costs_beside_another() -> None:
    """The ratio of the medians, within what is drawn again from the same pairs; equal ones cost the same."""
    ones, others = [1.1, 1.2, 1.1, 1.0, 9.9], [1.0, 1.0, 1.0, 1.0, 1.0]
    found = figures.beside(ones, others)
    assert (1.1, 1.0) == (found["cost"], found["least"])
    assert 9.9 >= found["most"] >= 1.1
    assert {"cost": 1, "least": 1, "most": 1} == figures.beside(others, others)


def test_processor_time_is_read_finer_than_it_is_counted_in_steps() -> None:
    """In nanoseconds, not in hundredths of a second."""
    before = costs.cpu_seconds(os.getpid())
    sum(range(10_000))
    assert 0 < costs.cpu_seconds(os.getpid()) - before < 0.01
