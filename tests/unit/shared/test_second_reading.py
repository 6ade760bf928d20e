"""What people and their spreadsheets write: understood where it is certain, and refused where it is not."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import fields, validate

from shared.clock import CHINA
from shared.crypto import Sealer
from shared.intake import reading, rows
from shared.intake.fields import Row, Skills, day, moment, name, number, one_of, reference, region
from shared.intake.numbers import Degrees
from shared.intake.rows import Line, Receipt
from shared.intake.second_reading import LOST, LOST_SHORT, MISTAKEN, SPACES

DOCUMENTS = ("resident_id", "home_return_permit", "taiwan_permit", "passport")
PLAIN = {
    "thing_ref": "t-1",
    "name": "陈小明",
    "document_type": "resident_id",
    "document_number": "440000199703102103",
    "region_code": "440100",
    "on": "2018-02-14",
    "at": "2018-02-14T08:00:00+08:00",
    "member": "yes",
    "sex": "M",
    "count": "12",
    "latitude": "23.1",
    "skills": "it|hakka",
}


class Thing(Row):
    """A row with a field of each type."""

    thing_ref = reference()
    name = name()
    document_type = one_of(*DOCUMENTS)
    document_number = number()
    region_code = region()
    on = day(required=True)
    at = moment(required=True)
    member = fields.Boolean(required=True)
    sex = one_of("F", "M")
    count = fields.Integer(required=True, validate=validate.Range(1))
    latitude = Degrees(90)
    skills = Skills(load_default=None)


TRANSACTION: Any = SimpleNamespace(sealer=Sealer({"k1": bytes(32)}, bytes(32)), source="local")


def taken(*rows: dict[str, Any]) -> tuple[list[rows.Entry], Receipt]:
    """What intake reads of rows, and what it says of them."""
    receipt = Receipt("things")
    lines = [Line(number, values) for number, values in enumerate(rows, 2)]
    return reading.read(TRANSACTION, lines, Thing(), "thing_ref", receipt), receipt


WRITTEN = [
    ("on", "2018/2/14", "2018-02-14", "days such as 2018/2/14"),
    ("on", "2018.02.14", "2018-02-14", "days such as 2018/2/14"),
    ("on", "2018-2-14", "2018-02-14", "days such as 2018/2/14"),
    ("on", "２０１８年２月１４日", "2018-02-14", "days such as 2018/2/14"),
    ("on", "2018/2/14 0:00:00", "2018-02-14", "days such as 2018/2/14 0:00"),
    ("on", "2018-02-14T00:00:00+08:00", "2018-02-14", "days such as 2018/2/14 0:00"),
    ("at", "2018/2/14 8:00", PLAIN["at"], "times without an offset, such as 2018/2/14 8:00, as China's (+08:00)"),
    ("at", "2018-02-14T08:00:00", PLAIN["at"], "times without an offset, such as 2018/2/14 8:00, as China's (+08:00)"),
    ("at", "2018年2月14日8:00", PLAIN["at"], "times without an offset, such as 2018/2/14 8:00, as China's (+08:00)"),
    ("at", "2018/2/14 8:00+08:00", PLAIN["at"], "times such as 2018/2/14 8:00+08:00"),
    ("at", "2018/2/14 24:00", "2018-02-15T00:00:00+08:00", "24:00 as 0:00 of the next day"),
    ("at", "2017-12-31T24:00:00+08:00", "2018-01-01T00:00:00+08:00", "24:00 as 0:00 of the next day"),
    ("member", "是", True, "是 = yes"),
    ("member", "否", False, "否 = no"),
    ("sex", "女", "F", "女 = F"),
    ("sex", "m", "M", "m = M"),
    ("document_type", "身份证", "resident_id", "身份证 = resident_id"),
    ("document_type", "护照", "passport", "护照 = passport"),
    ("document_type", "港澳居民来往内地通行证", "home_return_permit", "港澳居民来往内地通行证 = home_return_permit"),
    ("document_type", "台胞证", "taiwan_permit", "台胞证 = taiwan_permit"),
    ("document_type", "Resident ID", "resident_id", "Resident ID = resident_id"),
    (
        "document_number",
        "４４００００199703102103",
        "440000199703102103",
        "characters of full width as those of half width",
    ),
    ("thing_ref", "ｔ－1", "t-1", "characters of full width as those of half width"),
    ("latitude", "２３.1", 23.1, "characters of full width as those of half width"),
    ("skills", "粤语|it", ["cantonese", "it"], "粤语 by their English names"),
]


@pytest.mark.parametrize(("field", "written", "plain", "meaning"), WRITTEN)
def test_what_is_certain_is_understood_and_said(field: str, written: str, plain: Any, meaning: str) -> None:
    """As the plain value, so that both are one row; how it was read is counted."""
    (entry,), receipt = taken({**PLAIN, field: written})
    assert plain == entry.plain[field]
    assert receipt.to_json()["understood"] == [{"field": field, "meaning": meaning, "count": 1}]
    (plainly,), said = taken({**PLAIN, field: "|".join(plain) if isinstance(plain, list) else plain})
    assert plainly.digest == entry.digest
    assert "understood" not in said.to_json()


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("on", "31/12/2018"),
        ("on", "2018/13/1"),
        ("on", "18/2/14"),
        ("on", "2018/2-14"),
        ("on", "2018/2/14 8:00"),
        ("at", "02/28/2018 9am"),
        ("at", "31/12/2018 8:00"),
        ("at", "2018/2/148:00"),
        ("at", "2018-02-14"),
        ("at", "2018/2/14 25:00"),
        ("at", "2018/2/14 24:01"),
        ("at", "9999/12/31 24:00"),
        ("member", "也许"),
        ("sex", "男女"),
        ("document_type", "港澳台居民居住证"),
    ],
)
def test_what_is_not_certain_stays_refused(field: str, written: str) -> None:
    """And is named."""
    entries, receipt = taken({**PLAIN, field: written})
    assert (entries, receipt.refusals[0].field) == ([], field)


def test_a_rounded_phone_is_refused_with_an_example_as_long() -> None:
    """An identity number's is none of a phone."""
    _, receipt = taken({**PLAIN, "count": "1.39E+10"})
    assert [{"field": "count", "reason": LOST_SHORT}] == receipt.refusals[0].errors


@pytest.mark.parametrize("written", ["2018-02-24", "2018/2/24", "2018年2月24日"])
def test_a_day_is_no_time(written: str) -> None:
    """What it lacks is the time of day, not the offset."""
    _, receipt = taken({**PLAIN, "at": written})
    reason = "has no time of day, such as 2018-02-14T08:00:00+08:00"
    assert [{"field": "at", "reason": reason}] == receipt.refusals[0].errors


@pytest.mark.parametrize("field", ["document_number", "thing_ref", "region_code", "count"])
@pytest.mark.parametrize("written", ["4.40000197001070E+17", "4.4e+17"])
def test_a_rounded_number_is_refused_with_what_happened_to_it(field: str, written: str) -> None:
    """Its last digits are lost, so nobody can understand it."""
    entries, receipt = taken({**PLAIN, field: written})
    assert (entries, receipt.refusals[0].errors) == ([], [{"field": field, "reason": LOST}])


@pytest.mark.parametrize(
    "field", ["thing_ref", "name", "document_number", "region_code", "on", "at", "count", "skills"]
)
@pytest.mark.parametrize("written", ["#REF!", " #N/A", "#NAME?", "#DIV/0!"])
def test_an_error_of_a_spreadsheet_is_no_value(field: str, written: str) -> None:
    """Not even a name."""
    entries, receipt = taken({**PLAIN, field: written})
    assert (entries, receipt.refusals[0].errors) == ([], [{"field": field, "reason": MISTAKEN}])


def test_a_passport_that_has_an_e_is_no_rounded_number() -> None:
    """Only a point or a plus makes one."""
    (entry,), _ = taken({**PLAIN, "document_number": "1E1234567"})
    assert entry.plain["document_number"] == "1E1234567"


def test_all_wrong_fields_of_a_row_are_named() -> None:
    """The first as the row's field and reason; what is understood beside them is none of them."""
    entries, receipt = taken({**PLAIN, "region_code": "110000", "on": "2018/2/14", "sex": "X", "count": "many"})
    (refused,) = receipt.to_json()["refused"]
    assert entries == []
    assert [one["field"] for one in refused["errors"]] == ["region_code", "sex", "count"]
    assert (refused["field"], refused["reason"]) == tuple(refused["errors"][0].values())


@pytest.mark.parametrize("written", ["t-1", " t-1\u3000", "ｔ－1"])
def test_a_refused_row_keeps_its_reference(written: str) -> None:
    """However it is written, so that a report knows which row is malformed."""
    _, receipt = taken({**PLAIN, "thing_ref": written, "count": "many", "on": "2018/2/14"})
    assert [("t-1", "count")] == [(one.reference, one.field) for one in receipt.refusals]


def test_a_thousand_unknown_fields_are_one_error() -> None:
    """A body may have any number of them, and none is kept."""
    _, receipt = taken({**PLAIN, **{f"more-{number}": "" for number in range(1000)}})
    (error,) = receipt.refusals[0].errors
    assert (error["field"], "more" in error["reason"]) == ("", False)


@given(spaces=st.text(" \t\u3000", max_size=3))
def test_spaces_around_a_text_are_none_of_it(spaces: str) -> None:
    """Whatever the field; that they were taken off is said."""
    (entry,), receipt = taken({field: spaces + text + spaces for field, text in PLAIN.items()})
    said = dict.fromkeys(((field, SPACES) for field in PLAIN), 1) if spaces else {}
    assert (entry.digest, receipt.understood) == (taken(PLAIN)[0][0].digest, said)


@given(when=st.datetimes(dt.datetime.fromisoformat("1992-01-01"), dt.datetime.fromisoformat("2018-12-31")))
def test_a_time_as_a_spreadsheet_of_china_shows_it(when: dt.datetime) -> None:
    """Is that minute in China."""
    shown = f"{when.year}/{when.month}/{when.day} {when.hour}:{when.minute:02}"
    (entry,), _ = taken({**PLAIN, "at": shown, "on": "2018-02-14"})
    assert when.replace(second=0, microsecond=0, tzinfo=CHINA).isoformat() == entry.plain["at"]


@given(written=st.text(max_size=40) | st.from_regex(r"[0-9/: 年月日T+.-]{1,30}", fullmatch=True))
def test_any_text_is_a_moment_or_is_refused(written: str) -> None:
    """Nothing fails otherwise."""
    entries, receipt = taken({**PLAIN, "at": written, "on": written})
    assert len(entries) + len(receipt.refusals) == 1
