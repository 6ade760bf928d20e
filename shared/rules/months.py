"""Months after a day: the same day of a later month, or its last one where it has no such day. Pure."""

from __future__ import annotations

import calendar
import datetime as dt

MONTHS = 12


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or where that month has no such day its last one."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, days_of(year, month)))


def days_of(year: int, month: int) -> int:
    """How many days a month has."""
    return calendar.monthrange(year, month)[1]
