"""Whatever people send to any service has the fields of shared/intake, so that the next subject cannot forget one.

A bare field of marshmallow rounds a number, knows no last day, takes a text that nobody can read, and a bare schema
repeats the name of what it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from marshmallow import Schema, ValidationError, fields

from cli.project.storeless import application
from shared.config import SERVICES
from shared.intake.asked import Asked
from shared.intake.numbers import Degrees, Flag, Whole
from shared.intake.texts import Text, Word
from shared.intake.times import Day, Moment
from shared.web.batches import Values

OURS = (Day, Degrees, Flag, Moment, Text, Whole, Word, Values)

NUMBERS = ("2_3", "２３", "٢٣", " 23", "0x17", "1e1", "nan", "inf", "")
ODD: dict[type[fields.Field[Any]], tuple[str, ...]] = {
    Whole: (*NUMBERS, "23.0"),
    Degrees: (*NUMBERS, "2_3.1", "２３.1", "٢٣.1", ".5", "23."),
    Day: ("20180203", "2018-W05-6", "2018-034", "2018-02", "２０１８-02-03", "2018-02-03T00:00:00+08:00", ""),
    Moment: (
        "20180203T080000+0800",
        "2018-W05-6T08:00:00+08:00",
        "2018-02-03T08+08:00",
        "2018-02-03T08:00:00+0800",
        "2018-02-03T08:00:00,5+08:00",
        "2018-02-03x08:00:00+08:00",
        "2018-02-03T０8:00:00+08:00",
        "",
    ),
}
TOLD = (
    "Not a valid integer.",
    "Not a valid number.",
    *(kind.default_error_messages["invalid"] for kind in (Day, Moment)),
)


def asked(service: str) -> Iterator[tuple[str, Schema]]:
    """The schemas of a service's rows, steps and queries, by where they are sent."""
    with application(service) as app:
        for rule in app.url_map.iter_rules():
            view = app.view_functions[rule.endpoint]
            for method in sorted(rule.methods or ()):
                handler = getattr(getattr(view, "view_class", None), method.lower(), None)
                for schema in _schemas(getattr(handler, "_apidoc", {}).get("arguments", {})):
                    yield f"{method} /{service}{rule.rule}", schema() if isinstance(schema, type) else schema


def _schemas(arguments: dict[str, Any]) -> Iterator[Any]:
    """Where flask-smorest notes them."""
    yield from (one["schema"] for one in arguments.get("parameters", ()))
    for content in arguments.get("requestBody", {}).get("content", {}).values():
        yield content["schema"]


def faults(schema: Schema) -> Iterator[str]:
    """What of a schema, and of those inside, is not as it should be."""
    if not isinstance(schema, Asked):
        yield f"{type(schema).__name__} is not derived from shared.intake.asked.Asked"
    for name, field in schema.fields.items():
        yield from (f"{name}: {fault}" for fault in _faults(field))


def _faults(field: fields.Field[Any]) -> Iterator[str]:
    if isinstance(field, fields.List):
        yield from _faults(field.inner)
    elif isinstance(field, fields.Nested):
        yield from faults(field.schema)
    elif not isinstance(field, OURS):
        yield f"{type(field).__name__} is none of {', '.join(one.__name__ for one in OURS)}"
    elif isinstance(field, Word) and not field.validators:
        yield "says neither its form nor its choices nor its length"


class Bare(Schema):
    """As it must not be."""

    name = fields.String()
    days = fields.List(fields.Date())


class Around(Asked):
    """As it should be, but for what is inside."""

    bare = fields.Nested(Bare)
    minutes = fields.Integer(strict=True)


@pytest.mark.parametrize("service", SERVICES)
def test_what_people_send_has_our_fields(service: str) -> None:
    """Rows, steps and queries, of every subject there is and will be."""
    found = list(asked(service))
    assert found
    assert {place: told for place, schema in found if (told := list(faults(schema)))} == {}


@pytest.mark.parametrize("service", SERVICES)
def test_only_what_the_documents_name_is_a_number_or_a_moment(service: str) -> None:
    """In every field there is: neither what Python reads besides, nor the other forms of ISO 8601."""
    for place, schema in asked(service):
        for name, field in schema.fields.items():
            for odd in next((forms for kind, forms in ODD.items() if isinstance(field, kind)), ()):
                with pytest.raises(ValidationError) as refusal:
                    field.deserialize(odd)
                assert refusal.value.messages[0] in TOLD, f"{place}: {name}: {odd}"


def test_a_bare_field_is_found() -> None:
    """In a list and inside another schema, too."""
    names = [fault.split(" ")[:3] for fault in faults(Around())]
    assert [["bare:", "Bare", "is"], ["bare:", "name:", "String"], ["bare:", "days:", "Date"]] == names[:3]
    assert names[3] == ["minutes:", "Integer", "is"]


def test_every_way_of_sending_is_walked() -> None:
    """A row, a batch, a step and a query: if flask-smorest noted them elsewhere, the others would test nothing."""
    names = {type(schema).__name__ for _, schema in asked("registry")}
    assert {"TransferRow", "BatchSchema", "Decision", "AsOf", "TransfersQuery"} <= names
