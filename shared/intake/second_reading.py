"""What people and their spreadsheets write for a value, where it is certain what is meant.

Only a field that is refused is read once more, so what is written plainly costs nothing. What was understood comes out
as the text that would have been plain: equal rows are equal however they are written.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from marshmallow import Schema, fields, validate

from shared.clock import CHINA
from shared.regions import TABLE

WORDS = TABLE.with_name("words.csv")
"""Each word of the enumerations, with its Chinese ones joined by `|`."""
HALF_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: 0x20}
YEAR_FIRST = r"(?P<year>\d{4})(?P<by>[/.-])(?P<month>\d{1,2})(?P=by)(?P<day>\d{1,2})"
DAY = rf"(?:{YEAR_FIRST}|(?P<year_>\d{{4}})年(?P<month_>\d{{1,2}})月(?P<day_>\d{{1,2}})日)"
TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?P<fraction>\.\d{1,6})?)?"
OFFSET = r"(?P<offset>Z|[+-]\d{2}:\d{2})?"
WHOLE_DAY = re.compile(DAY, re.ASCII)
MOMENT = re.compile(rf"{DAY}(?:T|\s+|(?<=日)){TIME}\s*{OFFSET}", re.ASCII)
ROUNDED = re.compile(r"\d(\.\d+)?E\+\d+|\d\.\d+E\d+", re.ASCII | re.IGNORECASE)
LOST = (
    "is a number that a spreadsheet has rounded, such as 4.40000197001070E+17, so its last digits are lost; "
    "format the column as text and enter it again"
)
LOST_SHORT = (
    "is a number that a spreadsheet has rounded, such as 1.39E+10, so its last digits are lost; "
    "format the column as text and enter it again"
)
MISTAKE = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)", re.ASCII | re.IGNORECASE)
MISTAKEN = (
    "is an error of a spreadsheet, such as #REF! or #N/A, in place of a value; "
    "mend the formula of the cell or enter the value itself"
)
LONG = 15
"""Digits of an identity number, and of no telephone number."""
SPACES = "without the spaces around them"


class Reading(NamedTuple):
    """A text that is plain, and what was written in its place."""

    text: str
    meaning: str


def again(schema: Schema, values: Mapping[str, Any], wrong: Iterable[str]) -> dict[str, Reading]:
    """The fields among the wrong ones whose value is certain, with their readings."""
    found = {}
    for name in wrong:
        field, value = schema.fields.get(name), values.get(name)
        if field is not None and isinstance(value, str):
            reading = _read(field, value.translate(HALF_WIDTH).strip())
            if reading and reading.text != value:
                found[name] = reading
    return found


def plainly(schema: Schema, values: Any) -> Any:
    """The values with plain texts where others are certain; what has no texts is not even checked."""
    if not isinstance(values, dict) or not any(isinstance(value, str) for value in values.values()):
        return values
    return {
        **values,
        **{name: reading.text for name, reading in again(schema, values, schema.validate(values)).items()},
    }


def plain_day(text: str) -> str:
    """A day as people write one, in ISO 8601; what is certainly none as it is."""
    reading = _day(text.translate(HALF_WIDTH).strip())
    return reading.text if reading else text


def plain_moment(text: str) -> str:
    """A moment as people write one, in ISO 8601; what is certainly none as it is."""
    reading = _moment(text.translate(HALF_WIDTH).strip())
    return reading.text if reading else text


def is_rounded(value: Any) -> bool:
    """Whether a value shows a number of which a spreadsheet has lost digits."""
    return isinstance(value, str) and ROUNDED.fullmatch(value.strip()) is not None


def is_mistake(value: Any) -> bool:
    """Whether a value is what a spreadsheet shows for a formula that fails."""
    return isinstance(value, str) and MISTAKE.fullmatch(value.strip()) is not None


def lost(rounded: str) -> str:
    """What is said of a rounded number: with the example of one as long."""
    exponent = int(re.split("[eE]", rounded.strip())[1])
    return LOST if exponent >= LONG else LOST_SHORT


def is_spaced(value: Any) -> bool:
    """Whether there are spaces around a text."""
    return type(value) is str and value != (text := value.strip()) and text != ""


def is_wide(text: str) -> bool:
    """Whether there are characters of full width in a text."""
    return not text.isascii() and text.translate(HALF_WIDTH) != text


def _read(field: fields.Field[Any], text: str) -> Reading | None:
    for kind, read in READERS:
        if isinstance(field, kind):
            return read(text)
    choices = _choices(field)
    return _word(text, choices) if choices else Reading(text, "characters of full width as those of half width")


def _day(text: str) -> Reading | None:
    if match := WHOLE_DAY.fullmatch(text):
        return _reading(_date_text, match, "days such as 2018/2/14")
    if (match := MOMENT.fullmatch(text)) and _is_midnight(match):
        return _reading(_date_text, match, "days such as 2018/2/14 0:00")
    return None


def _moment(text: str) -> Reading | None:
    match = MOMENT.fullmatch(text)
    if not match:
        return None
    meaning = "times without an offset, such as 2018/2/14 8:00, as China's (+08:00)"
    if match["offset"]:
        meaning = "times such as 2018/2/14 8:00+08:00"
    if match["hour"] == "24":
        meaning = "24:00 as 0:00 of the next day"
    return _reading(_instant, match, meaning)


def _instant(match: re.Match[str]) -> str:
    """The moment in ISO 8601.

    Raises:
        ValueError: there is no such day or time.
    """
    at_end = match["hour"] == "24"
    clock = dt.time(0 if at_end else int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
    if at_end and clock != dt.time():
        raise ValueError("later than the day's end")
    named = dt.datetime.combine(_date(match) + dt.timedelta(days=at_end), clock)
    text = f"{named.isoformat()}{match['fraction'] or ''}"
    return text + match["offset"] if match["offset"] else clock_of_china(text)


def clock_of_china(text: str) -> str:
    """A moment without an offset as one of China, which had summer time in the years 1986 to 1991."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=CHINA).isoformat()


def _flag(text: str) -> Reading | None:
    return _word(text, ("yes", "no"))


def _list(text: str) -> Reading | None:
    parts = [part.strip() for part in text.split("|")]
    words = [next(iter(_english().get(part, ())), part) for part in parts]
    known = sorted(set(parts) - set(words))
    return Reading("|".join(words), f"{', '.join(known)} by their English names") if known else None


def _word(text: str, choices: Collection[str]) -> Reading | None:
    folded = "_".join(text.casefold().split())
    meant = {choice for choice in choices if choice.casefold() == folded}
    meant |= _english().get(text, set()) & set(choices)
    if len(meant) != 1:
        return None
    (choice,) = meant
    return Reading(choice, f"{text} = {choice}")


def _reading(make: Callable[[re.Match[str]], str], match: re.Match[str], meaning: str) -> Reading | None:
    try:
        return Reading(make(match), meaning)
    except (ValueError, OverflowError):  # there is no such day or time
        return None


def _date_text(match: re.Match[str]) -> str:
    return _date(match).isoformat()


def _date(match: re.Match[str]) -> dt.date:
    year, month, day = (int(match[name] or match[f"{name}_"]) for name in ("year", "month", "day"))
    return dt.date(year, month, day)


def _is_midnight(match: re.Match[str]) -> bool:
    """In China."""
    parts = [match[name] or "0" for name in ("hour", "minute", "second", "fraction")]
    return not any(map(float, parts)) and match["offset"] in (None, "+08:00")


def _choices(field: fields.Field[Any]) -> tuple[str, ...]:
    return next((tuple(one.choices) for one in field.validators if isinstance(one, validate.OneOf)), ())


@functools.cache
def _english() -> Mapping[str, set[str]]:
    """The words that a Chinese one may stand for."""
    found: dict[str, set[str]] = {}
    with WORDS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for chinese in row["chinese"].split("|"):
                found.setdefault(chinese, set()).add(row["word"])
    return found


READERS: tuple[tuple[type[fields.Field[Any]], Callable[[str], Reading | None]], ...] = (
    (fields.DateTime, _moment),
    (fields.Date, _day),
    (fields.Boolean, _flag),
    (fields.List, _list),
)
