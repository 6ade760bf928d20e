"""Whatever people send to any service has the fields of shared/intake, so that the next subject cannot forget one.

A bare field of marshmallow rounds a number, knows no last day, takes a text that nobody can read, and a bare schema
repeats the name of what it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from marshmallow import Schema, fields

from cli.project.storeless import application
from shared.config import SERVICES
from shared.intake.asked import Asked
from shared.intake.numbers import Degrees, Flag, Whole
from shared.intake.texts import Text, Word
from shared.intake.times import Day, Moment
from shared.web.batches import Values

OURS = (Day, Degrees, Flag, Moment, Text, Whole, Word, Values)


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


def test_a_bare_field_is_found() -> None:
    """In a list and inside another schema, too."""
    names = [fault.split(" ")[:3] for fault in faults(Around())]
    assert [["bare:", "Bare", "is"], ["bare:", "name:", "String"], ["bare:", "days:", "Date"]] == names[:3]
    assert names[3] == ["minutes:", "Integer", "is"]


def test_every_way_of_sending_is_walked() -> None:
    """A row, a batch, a step and a query: if flask-smorest noted them elsewhere, the others would test nothing."""
    names = {type(schema).__name__ for _, schema in asked("registry")}
    assert {"TransferRow", "BatchSchema", "Decision", "AsOf", "TransfersQuery"} <= names
