"""Days and moments that people send: none outside the bounds within which all that follows can count with them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from marshmallow import ValidationError, fields, validate

from shared import clock
from shared.intake.second_reading import WHOLE_DAY

FIRST_DAY = dt.date(1900, 1, 1)
LAST_DAY = dt.date(2100, 12, 31)
A_DAY = dt.timedelta(days=1)
"""What is past may be this far ahead of us: a day begins earlier elsewhere, and clocks there may say so."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(
    DAY.pattern + r"T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?"
)
"""ISO 8601 has others, such as weeks, which nobody would expect to be understood. China's offset had seconds until
1901; a moment without one is told that."""
CLOCKS_DIFFER = dt.timedelta(minutes=5)
"""A decision may be this far ahead of our clock (no source). Further ahead, it would hold already where somebody asks
how things stand, and not yet where somebody asks as of today."""


class Day(fields.Date):
    """A calendar day, ISO 8601.

    Args:
        past: refuses one that is still to come.
        earliest: the first that makes sense.
    """

    default_error_messages = {"invalid": "is not a day in ISO 8601, such as 2018-02-14"}  # noqa: RUF012  # marshmallow's

    def __init__(self, *, past: bool = False, earliest: dt.date = FIRST_DAY, **options: Any) -> None:
        def sensible(value: dt.date) -> None:
            if past and value > clock.today() + A_DAY:
                raise ValidationError("lies in the future")

        super().__init__(format="iso", validate=(_between(earliest, LAST_DAY), sensible), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str) and not DAY.fullmatch(value):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class Moment(fields.AwareDateTime):
    """A moment with its offset from UTC, ISO 8601.

    Args:
        ahead: refuses one that lies further ahead of our clock; None refuses none.
    """

    default_error_messages = {  # noqa: RUF012  # marshmallow's
        "invalid": "is not a time in ISO 8601, such as 2018-02-14T08:00:00+08:00",
        "invalid_awareness": "has no offset from UTC, such as +08:00",
        "no_time": "has no time of day, such as 2018-02-14T08:00:00+08:00",
    }

    def __init__(self, *, ahead: dt.timedelta | None = None, **options: Any) -> None:
        def sensible(value: dt.datetime) -> None:
            if not FIRST_DAY <= value.date() <= LAST_DAY:
                raise ValidationError(_outside(FIRST_DAY, LAST_DAY))
            if ahead is not None and value > clock.now() + ahead:
                raise ValidationError("lies in the future")

        super().__init__(format="iso", validate=sensible, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str):
            if not MOMENT.fullmatch(value):
                raise self.make_error("no_time" if WHOLE_DAY.fullmatch(value) else "invalid", input=value)
            found = _moment(value)
            if found is not None:
                return found
        return super()._deserialize(value, attr, data, **kwargs)


def _moment(text: str) -> dt.datetime | None:
    """The moment of a text in which nothing is wrong; what is, marshmallow says."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _between(first: dt.date, last: dt.date) -> validate.Range:
    return validate.Range(first, last, error=_outside(first, last))


def _outside(first: dt.date, last: dt.date) -> str:
    return f"does not lie between {first} and {last}"
