"""Fields that a CSV file and a JSON body both can fill: texts in, the same values out."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, pre_load, validate

from shared.regions import is_region

REFERENCE = validate.Regexp(r"^[^\s\x00-\x1f]{1,80}$", error="must be 1 to 80 characters without spaces")


class Row(Schema):
    """A row of a file or a body: an empty text is a missing value, an unknown field is refused."""

    class Meta:
        unknown = RAISE

    @pre_load
    def _empty_is_missing(self, values: Any, **_: Any) -> Any:
        if not isinstance(values, dict):
            return values
        return {name: None if value == "" else value for name, value in values.items()}


class Skills(fields.List[str]):
    """A list of texts; in a file they are joined by `|`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(fields.String(validate=validate.Regexp(r"^[a-z_]{1,40}$")), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        parts = value.split("|") if isinstance(value, str) else value
        return sorted(set(super()._deserialize(parts, attr, data, **kwargs)))


def reference(**options: Any) -> fields.String:
    """A required reference of the source system."""
    return fields.String(required=True, validate=REFERENCE, **options)


def optional_reference() -> fields.String:
    """A reference that may be missing."""
    return fields.String(load_default=None, allow_none=True, validate=REFERENCE)


def region() -> fields.String:
    """A required region code of Guangdong."""

    def known(code: str) -> None:
        if not is_region(code):
            # The value is not repeated: in a shifted column it may be a person's.
            raise ValidationError("is not one of Guangdong's 144 region codes (GB/T 2260)")

    return fields.String(required=True, validate=known)


def one_of(*choices: str) -> fields.String:
    """A required word of a list."""
    return fields.String(required=True, validate=validate.OneOf(choices))


def name(longest: int = 200) -> fields.String:
    """A required text for people."""
    return fields.String(required=True, validate=validate.Length(1, longest))


def moment(**options: Any) -> fields.AwareDateTime:
    """A moment with its offset from UTC, ISO 8601."""
    messages: dict[str, Any] = {
        "invalid": "is not a time in ISO 8601, such as 2018-02-14T08:00:00+08:00",
        "invalid_awareness": "has no offset from UTC, such as +08:00",
    }
    return fields.AwareDateTime(format="iso", error_messages=messages, **options)


def day(**options: Any) -> fields.Date:
    """A calendar day, ISO 8601."""
    return fields.Date(
        format="iso", error_messages={"invalid": "is not a day in ISO 8601, such as 2018-02-14"}, **options
    )


def latitude() -> fields.Float:
    """Degrees, WGS 84."""
    return fields.Float(required=True, validate=validate.Range(-90, 90))


def longitude() -> fields.Float:
    """Degrees, WGS 84."""
    return fields.Float(required=True, validate=validate.Range(-180, 180))
