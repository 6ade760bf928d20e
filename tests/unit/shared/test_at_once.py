"""A row in which nothing is wrong is read without marshmallow's frame, and comes out as marshmallow reads it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError, post_load

from services.hours.balances.schemas import OpeningBalance
from services.incentives.partners.kind import PARTNERS
from services.projects.attendance.schemas import Attendance
from services.projects.kinds import KINDS as OF_PROJECTS
from services.registry.kinds import KINDS as OF_REGISTRY
from services.registry.volunteers.schemas import VolunteerRow
from shared.intake.at_once import at_once, plain_fields
from shared.intake.fields import Row, name, optional_reference, reference, whole
from tests.bench import season

SCHEMAS = sorted(
    {kind.schema for kind in (*OF_PROJECTS, *OF_REGISTRY, PARTNERS)} | {OpeningBalance, VolunteerRow}, key=str
)
PLAIN = [schema for schema in SCHEMAS if plain_fields(schema()) is not None]
WRITTEN = (
    *("a-1", " a-1 ", "", "  ", "44030119590115000X", "x:y", "2018-02-14", "2999-01-01", "440303", "18", "-3", "1.5"),
    *(
        "2018-02-14T08:00:00+08:00",
        "2018-02-14T08:00:00",
        "yes",
        "true",
        "qr",
        "张三",
        "a\x00b",
        "9" * 90,
        "guide|drive",
    ),
)
TEXTS = st.sampled_from(WRITTEN)
VALUES = TEXTS | st.none() | st.booleans() | st.integers(-2, 50) | st.floats(-200, 200) | st.lists(TEXTS, max_size=2)


class Thing(Row):
    """A row of three fields."""

    thing_ref = reference()
    name = name()
    places = whole(1, 5)
    other_ref = optional_reference()


def read(schema: Schema, values: dict[str, Any]) -> dict[str, Any] | None:
    """What marshmallow itself loads; None where it finds a fault."""
    try:
        loaded: dict[str, Any] = Schema.load(schema, values)
    except ValidationError:
        return None
    return loaded


@pytest.mark.parametrize("schema", PLAIN, ids=lambda schema: schema.__name__)
@given(data=st.data())
def test_a_row_is_read_as_marshmallow_reads_it(schema: type[Row], data: st.DataObject) -> None:
    """Of every kind, right or wrong in whatever field: the same values, or nothing."""
    one = schema()
    fields = dict.fromkeys((*one.fields, "unheard_of"), VALUES)
    values = data.draw(st.fixed_dictionaries({}, optional=fields))
    plain = plain_fields(one)
    assert plain is not None
    assert read(one, values) == at_once(plain, values)


def test_right_rows_are_read_as_marshmallow_reads_them() -> None:
    """Presences as a season has them, with and without an end."""
    one = Attendance()
    plain = plain_fields(one)
    assert plain is not None
    for values in season.rows(100):
        loaded = at_once(plain, values)
        assert loaded is not None
        assert read(one, values) == loaded


def test_a_right_row_is_read_at_once() -> None:
    """With its spaces, and with a value that is missing."""
    plain = plain_fields(Thing())
    assert plain is not None
    values = {"thing_ref": " t-1 ", "name": "花市", "places": "3"}
    assert {"thing_ref": "t-1", "name": "花市", "places": 3, "other_ref": None} == at_once(plain, values)


@pytest.mark.parametrize("wrong", [{"places": "9"}, {"thing_ref": None}, {"color": "red"}, {"name": "13800138000"}])
def test_a_wrong_row_is_left_to_marshmallow(wrong: dict[str, Any]) -> None:
    """Whatever is wrong: it says what, about every field."""
    plain = plain_fields(Thing())
    assert plain is not None
    assert at_once(plain, {"thing_ref": "t-1", "name": "花市", "places": "3", **wrong}) is None
    with pytest.raises(ValidationError):
        Thing().load({"thing_ref": "t-1", "name": "花市", "places": "3", **wrong})


def test_a_schema_that_does_more_is_left_to_marshmallow() -> None:
    """Such as one that makes something of the fields together."""

    class More(Thing):
        @post_load
        def _counted(self, loaded: dict[str, Any], **_: Any) -> dict[str, Any]:
            return {**loaded, "places": loaded["places"] + 1}

    assert plain_fields(More()) is None
    assert More().load({"thing_ref": "t-1", "name": "花市", "places": "3"})["places"] == 4


def test_the_many_rows_are_read_at_once() -> None:
    """Presences first of all: nearly every row is one."""
    assert {"Attendance", "Availability", "VolunteerRow", "Site", "Post"} <= {schema.__name__ for schema in PLAIN}
