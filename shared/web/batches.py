"""Batches over HTTP: up to 1,000 rows of one kind at once, each with an answer of its own, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask.views import MethodView
from marshmallow import Schema, fields, validate

from shared.intake.asked import Asked
from shared.intake.numbers import Whole
from shared.intake.rows import CONFLICTING, MOST_ROWS, Line, Receipt
from shared.languages import say
from shared.store.transaction import Transaction
from shared.web.auth import requires
from shared.web.blueprint import Blueprint
from shared.web.commands import command
from shared.web.language import explained, wanted
from shared.web.limits import BY_ROW, Limit
from shared.web.problems import FieldError, Problem
from shared.where import OUTSIDE

LARGEST_ROW = 2**53
LINE_FIELDS = {"row", "occurrence", "values"}
UseCase = Callable[[Transaction, Sequence[Line]], Receipt]


class Ordinal(Whole):
    """A number that counts from one, as JSON has it: who sends a batch has counted."""

    def __init__(self, **options: Any) -> None:
        super().__init__(1, LARGEST_ROW, **options)

    def _validated(self, value: Any) -> int:
        return super()._validated(None if isinstance(value, str) else value)


class Values(fields.Dict):
    """A row's fields by name, which its own schema looks at."""

    def __init__(self, **options: Any) -> None:
        super().__init__(keys=fields.String(), **options)


class LineSchema(Asked):
    """One row, as it stands in its file."""

    row = Ordinal(
        required=True,
        metadata={"description": "number in its file, for messages"},
    )
    occurrence = Ordinal(
        load_default=1,
        metadata={"description": "1 for the first row of the file with these contents, 2 for the first copy, ..."},
    )
    values = Values(required=True, metadata={"description": "the row's fields by name"})


class Lines(fields.List[dict[str, Any]]):
    """A list of rows. Those that are certainly well-formed are taken as they are; marshmallow judges all others.

    It takes 20 microseconds for a row's frame, a fifth of what the intake of a row costs.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(fields.Nested(LineSchema), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if type(value) is list and all(map(_is_line, value)):
            return value
        return super()._deserialize(value, attr, data, **kwargs)


def _is_line(value: Any) -> bool:
    return (
        type(value) is dict
        and type(value.get("values")) is dict
        and _is_ordinal(value.get("row"))
        and _is_ordinal(value.get("occurrence", 1))
        and value.keys() <= LINE_FIELDS
    )


def _is_ordinal(value: Any) -> bool:
    return type(value) is int and 0 < value <= LARGEST_ROW


class BatchSchema(Asked):
    """Rows to take in."""

    rows = Lines(required=True, validate=validate.Length(1, MOST_ROWS))


class RefusedRow(Schema):
    """A row that was not taken in; `field` and `reason` are the first of its errors."""

    row = fields.Integer()
    reference = fields.String()
    field = fields.String()
    reason = fields.String()
    kind = fields.String()
    errors = fields.List(fields.Nested(FieldError))


class UnderstoodValues(Schema):
    """Values of a field that were read as others than they were written."""

    field = fields.String()
    meaning = fields.String()
    count = fields.Integer()


class ReceiptSchema(Schema):
    """What became of the rows."""

    accepted = fields.Integer()
    replayed = fields.Integer()
    conflicting = fields.Integer()
    refused = fields.List(fields.Nested(RefusedRow))
    understood = fields.List(
        fields.Nested(UnderstoodValues), metadata={"description": "only where a value was not written plainly"}
    )


def add_intake(
    blueprint: Blueprint, path: str, schema: type[Schema], use_case: UseCase, scope: str, *, limit: Limit = BY_ROW
) -> None:
    """Add `POST <path>` for one row as its body, and `POST <path>/batch` for many, both through the same use case."""
    name = path.strip("/").replace("-", "_")

    def single(self: Any, values: dict[str, Any]) -> dict[str, Any]:
        receipt: dict[str, Any] = command(
            lambda transaction: use_case(transaction, [Line(1, values)]).to_json(),
            lambda receipt: not receipt["refused"],
        )
        if receipt["refused"]:
            _refuse(receipt["refused"][0])
        return _in_language(receipt)

    def batch(self: Any, body: dict[str, Any]) -> dict[str, Any]:
        lines = [Line(**row) for row in body["rows"]]
        return _in_language(command(lambda transaction: use_case(transaction, lines).to_json()))

    single.__doc__ = f"Take in one row of {name}; it is checked here, and works on by events."
    batch.__doc__ = f"Take in up to {MOST_ROWS} rows of {name}; the good ones go in, the others are refused one by one."
    for suffix, function, arguments, status in (
        ("", single, _documented(schema), 202),
        ("/batch", batch, BatchSchema, 200),
    ):
        documented = blueprint.response(status, ReceiptSchema)(blueprint.arguments(arguments)(function))
        if not suffix:
            documented = blueprint.alt_response(409, "Conflict")(documented)
        view = requires(scope, limit)(documented)
        resource = type(f"{name}{suffix.replace('/', '_')}", (MethodView,), {"post": view})
        blueprint.route(path + suffix)(resource)


def _documented(schema: type[Schema]) -> Schema:
    """The row's schema for the documentation: the body reaches the use case as it came, which checks it itself."""
    return _Raw(schema)


def _Raw(schema: type[Schema]) -> Schema:  # noqa: N802
    class Unchecked(schema):  # type: ignore[misc, valid-type]
        def load(self, data: Any, **_: Any) -> Any:
            if not isinstance(data, dict):
                raise Problem(422, "the body must be a JSON object")
            return data

        def validate(self, data: Any, **_: Any) -> Any:
            return {}

    Unchecked.__name__ = schema.__name__
    return Unchecked()


def _in_language(receipt: dict[str, Any]) -> dict[str, Any]:
    """A receipt for people; what is stored of it under the request's key is in English."""
    language = wanted()
    understood = [{**one, "meaning": say(one["meaning"], language)} for one in receipt.get("understood", ())]
    told = {"understood": understood} if understood else {}
    return {**receipt, "refused": [_explained(one, language) for one in receipt["refused"]], **told}


def _explained(refused: dict[str, Any], language: str) -> dict[str, Any]:
    errors = [explained(one, language) for one in refused["errors"]]
    return {**refused, "reason": say(refused["reason"], language), "errors": errors}


def _refuse(refused: dict[str, Any]) -> None:
    status = 409 if refused["kind"] == CONFLICTING else 403 if refused["reason"] == OUTSIDE else 422
    raise Problem(
        status,
        f"{refused['reference'] or 'the row'} was refused: {refused['reason']}",
        refused["errors"],
        check=refused["reason"],
    )
