"""Days and months in paths: `<day:day>` is a calendar day, `<month:first>` a month by its first day.

A path is matched before anybody knows who asks, so what is none comes as None, and the view says 404 to who may ask.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from werkzeug.routing import BaseConverter


class Dated(BaseConverter):
    """A text of a form that says a day."""

    pattern = ""
    completed = "{}"

    def to_python(self, value: str) -> dt.date | None:
        """The day; None for what is none."""
        if not re.fullmatch(self.pattern, value, re.ASCII):
            return None
        try:
            return dt.date.fromisoformat(self.completed.format(value))
        except ValueError:
            return None


class Day(Dated):
    """Such as 2018-03-01."""

    pattern = "^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$"


class Month(Dated):
    """Such as 2018-03."""

    pattern = "^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$"
    completed = "{}-01"


def described(converter: Dated) -> dict[str, Any]:
    """What the OpenAPI document says of it."""
    if isinstance(converter, Day):
        return {"type": "string", "format": "date"}
    return {"type": "string", "pattern": converter.pattern}


CONVERTERS = {"day": Day, "month": Month}
