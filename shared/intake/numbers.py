"""Numbers and flags that people send, as JSON values or as the texts of a file or a query."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import fields, validate

WHOLE = re.compile(r"[+-]?[0-9]{1,16}")
DECIMAL = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?")
"""Python's own numbers have other digits, `_`, exponents and spaces besides."""


class Whole(fields.Integer):
    """A whole number between two bounds, both inside. Nothing is rounded: 1.5 is none, and 1.0 is refused as well."""

    def __init__(self, least: int, most: int, **options: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(least, most), **options)

    def _validated(self, value: Any) -> int:
        if type(value) is str and WHOLE.fullmatch(value):
            value = int(value)
        if type(value) is not int:
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class Degrees(fields.Float):
    """Degrees, WGS 84, up to so many on both sides of zero; as a text a decimal number."""

    def __init__(self, most: int, *, required: bool = True, **options: Any) -> None:
        super().__init__(required=required, validate=validate.Range(-most, most), **options)

    def _validated(self, value: Any) -> float:
        if isinstance(value, str) and not DECIMAL.fullmatch(value):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class Flag(fields.Boolean):
    """Yes or no: a JSON boolean or a text, and no number."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, (bool, str)):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)
