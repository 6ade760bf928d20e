"""Working days in China."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hours.attendance.calendar import (
    BeyondCalendar,
    is_late,
    is_working_day,
    notice_ends,
    working_days_after,
)


def test_a_notice_does_not_run_over_the_spring_festival() -> None:
    """2018: the festival from 15 to 21 February, and the Saturday 24 worked instead."""
    assert notice_ends(dt.date(2018, 2, 14)) == dt.date(2018, 2, 24)


def test_a_notice_in_an_ordinary_week() -> None:
    """Monday's notice ends on Thursday, Thursday's on Tuesday."""
    assert notice_ends(dt.date(2018, 3, 12)) == dt.date(2018, 3, 15)
    assert notice_ends(dt.date(2018, 3, 15)) == dt.date(2018, 3, 20)


def test_records_are_due_ten_working_days_after_the_activity() -> None:
    """The tenth day is in time, the day after it is late."""
    assert not is_late(dt.date(2018, 3, 12), dt.date(2018, 3, 26))
    assert is_late(dt.date(2018, 3, 12), dt.date(2018, 3, 27))


def test_beyond_the_calendar_weekdays_are_worked_with_a_warning() -> None:
    """The holidays of a far year are not known yet."""
    with pytest.warns(BeyondCalendar):
        assert is_working_day(dt.date(2093, 1, 1)) is (dt.date(2093, 1, 1).weekday() < 5)


@given(st.dates(dt.date(2010, 1, 1), dt.date(2025, 10, 1)), st.integers(1, 15))
def test_counting_working_days(day: dt.date, count: int) -> None:
    """The day found is worked, and lies exactly that many working days ahead."""
    found = working_days_after(day, count)
    between = [day + dt.timedelta(days=n) for n in range(1, (found - day).days + 1)]
    assert is_working_day(found)
    assert sum(map(is_working_day, between)) == count
