"""Terms of office: who holds an office on which days, and who may be elected."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.terms.domain import chaired, ended, is_too_young, offices, spans
from services.registry.terms.schemas import TermRow
from shared.rules.faults import Refused
from shared.rules.spans import Span

FIRST = dt.date(2018, 1, 1)
DAYS = [FIRST + dt.timedelta(days=number) for number in range(30)]
Term = dict[str, Any]


def term(reference: str, office: str, elected: str, ends: str) -> Term:
    """A term as JSON values."""
    return {"term_ref": reference, "office": office, "elected_on": elected, "ends_on": ends}


@st.composite
def terms(draw: st.DrawFn) -> list[Term]:
    """Some terms of two offices, no two elections to one office on a day."""
    drawn = draw(
        st.lists(
            st.tuples(st.sampled_from(["chair", "vice_chair"]), st.integers(0, 15), st.integers(0, 12)),
            max_size=8,
            unique_by=lambda one: one[:2],
        )
    )
    return [
        term(f"t-{number}", office, DAYS[first].isoformat(), DAYS[first + length].isoformat())
        for number, (office, first, length) in enumerate(drawn)
    ]


def is_held(one: Term, day: str, others: list[Term]) -> bool:
    """The rule, a day at a time."""
    rivals = [other for other in others if other["office"] == one["office"] != "vice_chair"]
    return one["elected_on"] <= day <= one["ends_on"] and not any(
        one["elected_on"] < other["elected_on"] <= day for other in rivals
    )


@given(terms())
def test_a_term_ends_on_its_day_or_before_the_next_election(some: list[Term]) -> None:
    """A vice chair's is ended by no other."""
    found = spans(some)
    for one in some:
        held = [day for day in DAYS if is_held(one, day.isoformat(), some)]
        assert held == [day for day in DAYS if found[one["term_ref"]].has(day)]


@given(terms())
def test_an_office_is_held_on_the_days_of_its_terms(some: list[Term]) -> None:
    """All of them together."""
    held = offices(some)
    for office in ("chair", "vice_chair"):
        days = {day for day in DAYS for one in some if one["office"] == office and is_held(one, day.isoformat(), some)}
        assert days == {day for day in DAYS if any(span.has(day) for span in held.get(office, []))}


def test_a_chair_is_in_term_until_the_last_day() -> None:
    """A gap between two terms is none; without an election nobody ever is."""
    some = [term("a", "chair", "2018-01-01", "2018-01-31"), term("b", "chair", "2018-03-01", "2018-12-31")]
    assert [Span(FIRST, dt.date(2018, 2, 1)), Span(dt.date(2018, 3, 1), dt.date(2019, 1, 1))] == chaired(some)
    assert [] == chaired([term("c", "secretary_general", "2018-01-01", "2018-12-31")])


def test_who_is_elected_is_of_age() -> None:
    """Eighteen on the day of the election."""
    born = dt.date(2000, 3, 1)
    assert [True, False] == [is_too_young(born, dt.date(2018, 2, 28)), is_too_young(born, dt.date(2018, 3, 1))]


@pytest.mark.parametrize(
    ("last", "reason"), [("2017-12-31", "before_elected_on"), ("2018-07-01", "not_earlier"), ("2018-06-30", None)]
)
def test_a_term_ends_earlier_and_not_later(last: str, reason: str | None) -> None:
    """The last day may be any of the term's."""
    one = term("a", "chair", "2018-01-01", "2018-06-30")
    if reason is None:
        assert {"ends_on": last} == ended(one, dt.date.fromisoformat(last))
    else:
        with pytest.raises(Refused, match=reason):
            ended(one, dt.date.fromisoformat(last))


@pytest.mark.parametrize(("field", "value"), [("office", "king"), ("ends_on", ""), ("ends_on", "2017-12-31")])
def test_a_term_has_an_office_and_a_last_day(field: str, value: str) -> None:
    """Which does not lie before the election."""
    row = {"term_ref": "t", "organisation_ref": "o", "volunteer_ref": "v", **term("t", "chair", "2018-01-01", value)}
    row = {**row, "ends_on": "2018-06-30", field: value}
    assert {field} == TermRow().validate(row).keys()
