"""The fields of what people send: whole numbers stay whole, days have bounds, texts can be read, names are ours."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from marshmallow import ValidationError, fields

from shared import clock
from shared.intake.asked import Asked
from shared.intake.fields import cursor, decided, flag, moment, name, reference, remark, whole
from shared.intake.numbers import Degrees
from shared.intake.times import Day, Moment

IDENTITY = "440000195901150001"


class Inner(Asked):
    """What a question has inside."""

    minutes = whole(0, 100)


class Question(Asked):
    """A question."""

    first = Day(data_key="from")
    inner = fields.List(fields.Nested(Inner))


def _ahead(minutes: int) -> str:
    return (clock.now().replace(microsecond=0) + dt.timedelta(minutes=minutes)).isoformat()


def _why(field: fields.Field[Any], value: Any) -> str:
    with pytest.raises(ValidationError) as refusal:
        field.deserialize(value)
    (why,) = refusal.value.messages
    return str(why)


@pytest.mark.parametrize("value", [1.5, 1.0, "1.5", "1_0", "١", True, "1e1", " 1", "", [], 101, -1, 10**30])
def test_a_whole_number_is_whole_and_within_its_bounds(value: Any) -> None:
    """Nothing is rounded or cut."""
    _why(whole(0, 100), value)


@pytest.mark.parametrize("value", [7, "7", "+7", "007"])
def test_a_whole_number_may_be_a_text(value: Any) -> None:
    """As a file or a query has it."""
    assert whole(0, 100).deserialize(value) == 7


@pytest.mark.parametrize("value", [23.1, "23.1", "+23.1", "023.10"])
def test_degrees_may_be_a_text(value: Any) -> None:
    """As a file has it."""
    assert Degrees(90).deserialize(value) == 23.1


@pytest.mark.parametrize(
    "text",
    [
        "2018-02-03T08:00+08:00",
        "2018-02-03T00:00:00Z",
        "2018-02-03T08:00:00.000000000+08:00",
        "2018-02-03T08:05:43+08:05:43",
    ],
)
def test_a_moment_may_have_a_fraction_and_any_offset(text: str) -> None:
    """Other systems write nine digits of a second, and China's offset had seconds once."""
    assert Moment().deserialize(text) == dt.datetime(2018, 2, 3, tzinfo=dt.UTC)


@pytest.mark.parametrize("value", [1, 0, 1.0, "perhaps"])
def test_a_flag_is_no_number(value: Any) -> None:
    """But a JSON boolean, or yes or no."""
    assert _why(flag(), value) == "Not a valid boolean."
    assert (flag().deserialize(True), flag().deserialize("no")) == (True, False)


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31"])
def test_days_and_moments_have_bounds(day: str) -> None:
    """Beyond them a calendar or a database ends, and what follows could not be counted."""
    assert _why(Day(), day) == "does not lie between 1900-01-01 and 2100-12-31"
    assert _why(Moment(), f"{day}T12:00:00+08:00") == "does not lie between 1900-01-01 and 2100-12-31"


@pytest.mark.parametrize("minutes", [10, 60, 23 * 60 + 50])
def test_nobody_has_decided_in_the_future(minutes: int) -> None:
    """What is asked as of now would hold already, and what is asked as of today not yet."""
    assert _why(decided(), _ahead(minutes)) == "lies in the future"


@pytest.mark.parametrize("minutes", [-10, 0, 4])
def test_clocks_differ_by_a_few_minutes(minutes: int) -> None:
    """Who decides now is not refused for a clock that is a little fast."""
    assert decided().deserialize(_ahead(minutes)).isoformat() == _ahead(minutes)


def test_a_presence_may_be_of_a_day_that_began_elsewhere() -> None:
    """As before: nobody asks how a presence stands before it is decided on."""
    assert moment(past=True).deserialize(_ahead(60)).isoformat() == _ahead(60)
    assert _why(moment(past=True), _ahead(25 * 60)) == "lies in the future"


@pytest.mark.parametrize("text", ["队\x00", "队\u202e甲", "队\n甲", "队\u200b", "\u3164队", "\u2800队", "队\ufffe"])
def test_a_text_has_nothing_that_nobody_sees(text: str) -> None:
    """Such characters make one name look like another, or end a file."""
    assert _why(name(), text).startswith("has characters that nobody sees")
    assert _why(remark(), text).startswith("has characters that nobody sees")


@pytest.mark.parametrize("text", ["—", "...", "，。"])
def test_a_text_says_something(text: str) -> None:
    """A letter or a digit; where it may be missing, a mark alone is no worse than nothing."""
    assert _why(name(), text) == "has no letter and no digit"
    assert text == remark().deserialize(text)


@pytest.mark.parametrize("text", ["", "   ", "\u3000"])
def test_spaces_alone_are_no_text(text: str) -> None:
    """It is refused where there must be one, and missing where there need not be."""
    _why(name(), text)
    assert remark().deserialize(text) is None


@pytest.mark.parametrize("text", ["\U00020bb7野家", "\ue863", "辻\U000e0100", "Ünïon 2", "𰻝"])
def test_rare_characters_of_names_are_taken(text: str) -> None:
    """Newer than this Python, of somebody's own, or with a variant."""
    assert name().deserialize(f" {text}队 ") == f"{text}队"


def test_nobodys_number_stands_in_what_everybody_reads() -> None:
    """A remark that only few read may have one."""
    assert _why(name(), "甲队 138-0013-8000") == "has an identity number or a phone in it, which others must not see"
    assert remark().deserialize("请回电 138-0013-8000") == "请回电 138-0013-8000"


@pytest.mark.parametrize("text", [f"ID{IDENTITY}", "440000-19590115-0001", "13800138000x", "gz:x13800138000"])
def test_a_reference_has_no_persons_number_in_it(text: str) -> None:
    """Nor is it repeated why."""
    why = _why(reference(), text)
    assert "a reference must not" in why
    assert text not in why


def test_a_cursor_has_an_end() -> None:
    """A megabyte is none."""
    _why(cursor(), "a" * 1_000_000)


@pytest.mark.parametrize("strange", [IDENTITY, "x" * 1_200_000, "Zhang Wei", "colour"])
def test_no_error_repeats_a_name_that_is_not_ours(strange: str) -> None:
    """Wherever it stands; those that there are, are named."""
    sent = {strange: 1, "from": "02/30/2018", "inner": [{strange: 1, "minutes": 1.5}]}
    told = Question().validate(sent)
    assert strange not in str(told)
    assert told[""] == ["is no field; there are from, inner"]
    assert told["inner"][0] == {"": ["is no field; there are minutes"], "minutes": ["Not a valid integer."]}
    assert told["from"] == ["is not a day in ISO 8601, such as 2018-02-14"]
