"""Stations: on which days one is open, and the steps of its life."""

from __future__ import annotations

import datetime as dt
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.stations.domain import closed, open_spans, reopened
from services.registry.stations.schemas import StationRow
from shared.rules.faults import Refused
from shared.rules.spans import Span

FIRST = dt.date(2018, 1, 1)
DAYS = [FIRST + dt.timedelta(days=number) for number in range(100)]
EVER = Span(dt.date.min)


def station(opened: str, closing: str | None = None, **more: Any) -> dict[str, Any]:
    """A station as JSON values."""
    return {"opened_on": opened, "closed_on": closing, **more}


def test_a_station_is_open_until_the_day_before_its_closing() -> None:
    """Without one it stays open."""
    assert [Span(FIRST, dt.date(2018, 2, 1))] == open_spans(station("2018-01-01", "2018-02-01"), EVER)
    assert [Span(FIRST)] == open_spans(station("2018-01-01"), EVER)
    assert [] == open_spans(station("2018-01-01", "2018-01-01"), EVER)


def test_a_station_is_open_while_its_organisation_is_active() -> None:
    """Neither before that was founded, nor from its dissolution on."""
    active = Span(dt.date(2018, 1, 10), dt.date(2018, 1, 20))
    assert [active] == open_spans(station("2018-01-01"), active)


@given(st.lists(st.integers(0, 15), min_size=1, max_size=6))
def test_a_station_that_is_closed_and_reopened_is_open_in_between(lengths: list[int]) -> None:
    """Each step is dated after the one before; what was open stays so in the past."""
    turns = [FIRST + dt.timedelta(days=days) for days in accumulate(lengths)]
    found = station("2018-01-01")
    for number, day in enumerate(turns):
        found |= (reopened if number % 2 else closed)(found, day)
    is_open = open_spans(found, EVER)
    for day in DAYS:
        is_closed = sum(turn <= day for turn in turns) % 2
        assert is_closed != any(span.has(day) for span in is_open)


@pytest.mark.parametrize(
    ("now", "step", "day", "reason"),
    [
        (station("2018-01-10"), closed, "2018-01-09", "before_opened_on"),
        (station("2018-01-10"), reopened, "2018-01-11", "not_closed"),
        (station("2018-01-10", "2018-01-20"), reopened, "2018-01-19", "before_closed_on"),
    ],
)
def test_a_step_that_makes_no_sense_is_refused(now: dict[str, Any], step: Any, day: str, reason: str) -> None:
    """The days of a life go on."""
    with pytest.raises(Refused, match=reason):
        step(now, dt.date.fromisoformat(day))


def test_a_station_does_not_close_before_it_opens() -> None:
    """On the same day is allowed."""
    row = {"station_ref": "s", "name": "驿站", "organisation_ref": "o", "kind": "station", "opened_on": "2018-01-02"}
    assert {} == StationRow().validate({**row, "closed_on": "2018-01-02"})
    assert {"closed_on"} == StationRow().validate({**row, "closed_on": "2018-01-01"}).keys()
