"""Ages in full years."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from shared.rules.ages import age_on


@given(st.dates(dt.date(1900, 1, 1), dt.date(2050, 1, 1)), st.integers(0, 120))
def test_age_grows_on_the_birthday(born: dt.date, years: int) -> None:
    """One day before the birthday one is a year younger."""
    if (born.month, born.day) == (2, 29):
        born = born.replace(day=28)
    birthday = born.replace(year=born.year + years)
    assert age_on(birthday, born) == years
    assert age_on(birthday - dt.timedelta(days=1), born) == years - 1


def test_who_is_born_on_29_february_grows_older_on_1_march() -> None:
    """In a common year the day after the 28th is the birthday."""
    born = dt.date(2012, 2, 29)
    assert age_on(dt.date(2022, 2, 28), born) == 9
    assert age_on(dt.date(2022, 3, 1), born) == 10
