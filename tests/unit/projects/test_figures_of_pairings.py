"""Who is paired, which visits are overdue, and how even lessons are."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projects.figures import domain
from services.projects.pairings.domain import is_active
from shared.rules.spans import DAY, Span

FIRST, NEW_YEAR = dt.date(2018, 3, 1), dt.date(2018, 1, 1)
POLICY = domain.OVERDUE_POLICIES[0]


def pairing(
    agreed: str | None = "2018-03-01", ended: str | None = None, programme: str = "community"
) -> dict[str, Any]:
    """A pairing whose beneficiary has no guardian."""
    days = {"agreed_on": agreed, "guardian_agreed_on": None, "ended_on": ended}
    return {**days, "guarded": False, "programme": programme}


@pytest.mark.parametrize(("programme", "days"), [("community", 30), ("sunrise", 14)])
def test_a_visit_is_overdue_once_a_pairing_was_active_so_long_without_one(programme: str, days: int) -> None:
    """The day of a visit and those after it are not; nor is any from the end on."""
    one = pairing(programme=programme, ended="2018-07-01")
    due, visited = FIRST + (days - 1) * DAY, FIRST + 45 * DAY
    end = dt.date(2018, 7, 1)
    assert [Span(due, end)] == domain.overdue(one, [], POLICY)
    assert [Span(due, visited), Span(visited + days * DAY, end)] == domain.overdue(one, [visited], POLICY)
    assert [] == domain.overdue(pairing(None), [], POLICY)


dates = st.dates(dt.date(2018, 1, 1), dt.date(2018, 4, 30))


@given(dates, st.one_of(st.none(), dates), st.sets(dates, max_size=4), st.sampled_from(["sunrise", "alliance"]), dates)
def test_the_days_are_those_on_which_the_rule_says_so(
    agreed: dt.date, ended: dt.date | None, visited: set[dt.date], programme: str, day: dt.date
) -> None:
    """Day by day: active on all of the last 30 (14) and visited on none of them."""
    one = pairing(agreed.isoformat(), ended.isoformat() if ended else None, programme)
    last = {day - number * DAY for number in range(14 if programme == "sunrise" else 30)}
    expected = all(is_active(one, each) for each in last) and not visited & last
    assert expected == any(span.has(day) for span in domain.overdue(one, visited, POLICY))


def test_a_beneficiary_counts_as_paired_on_the_days_of_any_pairing() -> None:
    """In the city, from its registration on, once."""
    whom = {"kind": "elder", "region_code": "440103", "registered_on": "2018-03-10"}
    pairings = [pairing("2018-03-01", "2018-04-01"), pairing("2018-03-20", "2018-05-01"), pairing(None)]
    assert {
        ("beneficiaries_elder", "440100"): [Span(dt.date(2018, 3, 10))],
        ("paired_elder", "440100"): [Span(dt.date(2018, 3, 10), dt.date(2018, 5, 1))],
    } == domain.beneficiary(whom, pairings)


def test_a_lesson_counts_from_its_day_on() -> None:
    """And a visit that is no lesson does not."""
    visit = {"kind": "lesson", "lesson_kind": "city", "of_city": "440100", "starts_at": "2018-02-28T23:30:00+00:00"}
    assert {("lessons_city", "440100"): [Span(FIRST)]} == domain.lesson(visit)
    assert {} == domain.lesson({**visit, "kind": "respite"})


@pytest.mark.parametrize(
    ("taught", "expected"),
    [([2] * 5, "1.0000"), ([9, 1, 5, 5, 5], "0.2000"), ([9, 0, 5, 5, 5], "0.0000"), ([0] * 5, "0.0000")],
)
def test_lessons_are_even_where_all_kinds_are_as_many(taught: list[int], expected: str) -> None:
    """Five times the smallest share of the five."""
    assert expected == domain.balance(dict(zip("abcde", taught, strict=True)))
