"""What a cell of a workbook would be in a CSV file."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Protocol

from shared.clock import CHINA

EXACT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number; of a longer one the last are lost before anybody reads it."""
LITERALS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


class Cell(Protocol):
    """A cell as a workbook's reader gives it."""

    @property
    def value(self) -> Any:
        """What is in it."""

    @property
    def number_format(self) -> str:
        """How it is shown."""


def text_of(cell: Cell) -> str:
    """The text for a cell. A time is China's, since workbooks know of no offsets."""
    value = cell.value
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, dt.datetime):
        return _moment(value, cell.number_format)
    return str(value)


def _number(value: float) -> str:
    if abs(value) >= 10**EXACT_DIGITS:
        return f"{value:.14E}"  # as the spreadsheet shows it; whoever reads it says what is lost
    return str(int(value)) if value == int(value) else repr(value)


def _moment(value: dt.datetime, number_format: str) -> str:
    shows_time = "h" in LITERALS.sub("", number_format).lower()
    if value.time() == dt.time() and not shows_time:
        return value.date().isoformat()
    return value.replace(tzinfo=CHINA).isoformat()
