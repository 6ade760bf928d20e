"""Who answers for what an organisation runs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projects.organisations.domain import Organisations, responsible

NEW_YEAR = dt.date(2018, 1, 1)
NAMES = "abcd"


def day(number: int) -> dt.date:
    """A day of 2018, from 0."""
    return NEW_YEAR + dt.timedelta(days=number)


def organisations(**facts: tuple[int | None, str | None]) -> Organisations:
    """Each with the day of its dissolution, and its successor."""
    return {
        name: {"dissolved_on": None if end is None else day(end).isoformat(), "successor_ref": successor}
        for name, (end, successor) in facts.items()
    }


def test_it_passes_to_the_successor_on_the_day_of_the_dissolution() -> None:
    """The day before, the organisation itself answers; a successor of one that lives on is asked for nothing."""
    known = organisations(a=(10, "b"), b=(None, "c"), c=(None, None))

    assert ["a", "b", "b"] == [responsible(known, "a", day(on)) for on in (9, 10, 300)]


def test_successors_follow_each_other() -> None:
    """Also where the successor was dissolved first."""
    known = organisations(a=(10, "b"), b=(5, "c"), c=(20, "d"), d=(None, None))

    assert ["a", "c", "d"] == [responsible(known, "a", day(on)) for on in (9, 10, 20)]


@pytest.mark.parametrize("successor", [None, "unknown", "a", "b"])
def test_where_nobody_succeeds_nobody_answers(successor: str | None) -> None:
    """None is named, or one that nobody knows, or they succeed each other in a circle."""
    known = organisations(a=(10, successor), b=(5, "a"))

    assert ["a", None] == [responsible(known, "a", day(on)) for on in (9, 10)]


def test_of_an_unknown_organisation_nobody_answers() -> None:
    """As a post that waits for it shows."""
    assert responsible({}, "a", NEW_YEAR) is None


facts = st.tuples(st.none() | st.integers(0, 20), st.none() | st.sampled_from(NAMES))


@given(
    some=st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, facts)),
    asked=st.sampled_from(NAMES),
    on=st.integers(0, 20),
)
def test_who_answers_is_not_dissolved(some: dict[str, Any], asked: str, on: int) -> None:
    """Whatever succeeds whatever; and whoever is not dissolved answers itself."""
    known = organisations(**some)
    found = responsible(known, asked, day(on))

    assert found is None or some[found][0] is None or some[found][0] > on
    if asked in some and (some[asked][0] is None or some[asked][0] > on):
        assert asked == found
