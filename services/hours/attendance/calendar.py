"""Chinese working days: public holidays and the weekends that are worked instead, from the State Council's notices."""

from __future__ import annotations

import datetime as dt
import functools
import warnings

import chinese_calendar

NOTICE_DAYS = 3
"""Working days of public notice before a backfilled record is credited. [Fujian rule]"""
DUE_DAYS = 10
"""Working days within which a record is due. [Order 67, art. 11]"""


class BeyondCalendar(UserWarning):
    """The State Council has not told that year's holidays yet: Monday to Friday are taken as working days."""


def is_working_day(day: dt.date) -> bool:
    """Whether people work on a day; beyond the calendar's last year Monday to Friday, with a warning."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        warnings.warn(f"no calendar of working days for {day.year}", BeyondCalendar, stacklevel=2)
        return day.weekday() < 5


def working_days_after(day: dt.date, count: int) -> dt.date:
    """The `count`-th working day after `day`."""
    while count > 0:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day


def notice_ends(begun: dt.date) -> dt.date:
    """The last day of a public notice that began on a day; the record is credited after it."""
    return working_days_after(begun, NOTICE_DAYS)


def is_late(served: dt.date, recorded: dt.date) -> bool:
    """Whether a record came after it was due."""
    return recorded > due_on(served)


@functools.lru_cache(maxsize=4096)
def due_on(served: dt.date) -> dt.date:
    """The last day on which a record of a day of service is in time."""
    return working_days_after(served, DUE_DAYS)
