"""Fields that a CSV file and a JSON body both can fill: texts in, the same values out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, fields, pre_load, validate, validates_schema

from shared import clock
from shared.intake.second_reading import LOST, is_rounded, is_wide
from shared.regions import is_region
from shared.rules.faults import Fault
from shared.sources import SEPARATOR, ours

REFERENCE_FORM = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$")
REGION_FORM = "^44[0-9]{4}$"
PERSONAL_NUMBER = re.compile(r"\d{15}|\d{17}[0-9Xx]|1\d{10}|\d{1,3}\.\d{4,}")
"""An identity number, a phone, or a coordinate to ten metres."""
NO_DAY: dict[str, Any] = {"invalid": "is not a day in ISO 8601, such as 2018-02-14"}
FIRST_DAY = dt.date(1900, 1, 1)
LAST_DAY = dt.date(2100, 12, 31)
CLOCKS_DIFFER = dt.timedelta(days=1)
"""A moment may be this far ahead of ours: clocks differ, and a day begins earlier elsewhere."""


class Row(Schema):
    """A row of a file or a body: a text of nothing but spaces is a missing value, an unknown field is refused.

    Spaces around a text are none of it. What it loads are texts, numbers, lists of texts, days and moments.

    Attributes:
        added: columns that rows of earlier days do not have. A missing one counts as empty, and a row without a value
            for it is the same row as before the column was there: an old file imported again changes nothing.
    """

    added: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        unknown = RAISE

    def __init__(self, **options: Any) -> None:
        self.times: list[str] = []
        self.references: list[str] = []
        super().__init__(**options)

    @pre_load
    def _empty_is_missing(self, values: Any, **_: Any) -> Any:
        if not isinstance(values, dict):
            return values
        return {name: (value.strip() or None) if type(value) is str else value for name, value in values.items()}

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Note which fields are days or moments, and which are references."""
        if isinstance(field_obj, (fields.Date, fields.DateTime)):
            self.times.append(field_name)
        if any(isinstance(one, Reference) for one in field_obj.validators):
            self.references.append(field_name)

    def claimed(self, loaded: dict[str, Any], source: str) -> dict[str, Any]:
        """What was loaded, with its references as we keep them: a source's own, unless it names another (ADR 0017)."""
        return loaded | {name: ours(source, value) for name in self.references if (value := loaded.get(name))}

    def plain(self, loaded: dict[str, Any]) -> dict[str, Any]:
        """What `dump` would give for what was loaded, in a fraction of the time: days and moments as texts."""
        return loaded | {name: value.isoformat() for name in self.times if (value := loaded.get(name))}

    def faults(self, loaded: Mapping[str, Any]) -> Iterable[Fault]:
        """The rules about a row alone that it breaks, each as far as the fields that it rests on are there.

        Args:
            loaded: as `claimed` gives it; of a malformed row its well-formed fields, so that all is named at once.
        """
        return ()

    def contents(self, plain: dict[str, Any]) -> dict[str, Any]:
        """Of a row's plain values, what makes it the same row as another one."""
        empty = [name for name in self.added if plain.get(name) is None]
        return {name: value for name, value in plain.items() if name not in empty} if empty else plain


class Form(validate.Regexp):
    """The form of a whole text: `$` allows no line's end after it, as in the patterns of JSON Schema."""

    def __call__(self, value: str) -> str:  # type: ignore[override]
        """The text itself.

        Raises:
            ValidationError: it has another form.
        """
        form: Any = self.regex
        if form.fullmatch(value) is None:
            raise ValidationError(self._format_error(value))
        return value


class Reference(Form):
    """A reference's form, which is not that of a person's number."""

    def __init__(self) -> None:
        super().__init__(
            REFERENCE_FORM,
            error="must be 1 to 80 letters, digits, dots, colons, hyphens or underscores, "
            "the first a letter or a digit",
        )

    def __call__(self, value: str) -> str:  # type: ignore[override]
        """The reference itself.

        Raises:
            ValidationError: it is none; the text says why.
        """
        super().__call__(value)
        if not is_reference(value):
            raise ValidationError(
                "has the form of an identity number, a phone or a coordinate; a reference must not be one"
            )
        return value


class Skills(fields.List[str]):
    """A list of texts; in a file they are joined by `|`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(fields.String(validate=Form(r"^[a-z_]{1,40}$")), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        parts = value.split("|") if isinstance(value, str) else value
        return sorted(set(super()._deserialize(parts, attr, data, **kwargs)))


def is_reference(text: str) -> bool:
    """Whether a text may stand as a reference: well-formed, and not an identity number, a phone or a coordinate.

    References are shown, exported and sent in events, so a shifted column must not make one of a person's data.
    """
    return (
        REFERENCE_FORM.fullmatch(text) is not None and PERSONAL_NUMBER.fullmatch(text.rpartition(SEPARATOR)[2]) is None
    )


def reference(**options: Any) -> fields.String:
    """A required reference of the source system."""
    return fields.String(required=True, validate=Reference(), **options)


def optional_reference() -> fields.String:
    """A reference that may be missing."""
    return fields.String(load_default=None, allow_none=True, validate=Reference())


def number() -> fields.String:
    """A required number of a document, as a text: no spreadsheet has touched it."""

    def untouched(value: str) -> None:
        if not (value.isascii() and value.isalnum()) and (is_wide(value) or is_rounded(value)):
            raise ValidationError("has characters of full width" if is_wide(value) else LOST)

    return fields.String(required=True, validate=(validate.Length(5, 40), untouched))


def region() -> fields.String:
    """A required region code of Guangdong."""

    def known(code: str) -> None:
        if not is_region(code):
            # The value is not repeated: in a shifted column it may be a person's.
            raise ValidationError("is not one of Guangdong's 144 region codes (GB/T 2260)")

    return fields.String(required=True, validate=known, metadata={"pattern": REGION_FORM})


def one_of(*choices: str) -> fields.String:
    """A required word of a list."""
    return fields.String(required=True, validate=validate.OneOf(choices))


def optional_one_of(*choices: str) -> fields.String:
    """A word of a list that may be missing."""
    return fields.String(load_default=None, allow_none=True, validate=validate.OneOf(choices))


def name(longest: int = 200) -> fields.String:
    """A required text for people."""
    return fields.String(required=True, validate=validate.Length(1, longest))


def optional_word() -> fields.String:
    """A word of a list that grows, such as a skill, that may be missing."""
    return fields.String(load_default=None, allow_none=True, validate=Form(r"^[a-z_]{1,40}$"))


def optional_whole() -> fields.Integer:
    """A whole number, zero or more, that may be missing."""
    return fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0))


def moment(*, past: bool = False, **options: Any) -> fields.AwareDateTime:
    """A moment with its offset from UTC, ISO 8601; `past` refuses one that is still to come."""
    messages: dict[str, Any] = {
        "invalid": "is not a time in ISO 8601, such as 2018-02-14T08:00:00+08:00",
        "invalid_awareness": "has no offset from UTC, such as +08:00",
    }

    def sensible(value: dt.datetime) -> None:
        _within(value.date())
        if past and value > clock.now() + CLOCKS_DIFFER:
            raise ValidationError("lies in the future")

    return fields.AwareDateTime(format="iso", validate=sensible, error_messages=messages, **options)


def day(*, past: bool = False, **options: Any) -> fields.Date:
    """A calendar day, ISO 8601; `past` refuses one that is still to come."""

    def sensible(value: dt.date) -> None:
        _within(value)
        if past and value > clock.today() + CLOCKS_DIFFER:
            raise ValidationError("lies in the future")

    return fields.Date(format="iso", validate=sensible, error_messages=NO_DAY, **options)


def _within(value: dt.date) -> None:
    if not FIRST_DAY <= value <= LAST_DAY:
        raise ValidationError(f"does not lie between {FIRST_DAY} and {LAST_DAY}")


def optional_day() -> fields.Date:
    """A calendar day that may be missing, such as the last one of what has no end."""
    return day(load_default=None, allow_none=True)


def in_order(start: str, end: str) -> Any:
    """A rule of a row's schema: an end that is there is not before its start; equal is allowed."""

    @validates_schema(skip_on_field_errors=False)
    def check(self: Schema, data: dict[str, Any], **_: Any) -> None:
        first, last = data.get(start), data.get(end)
        if first is not None and last is not None and last < first:
            raise ValidationError(f"lies before {start}", end)

    return check


def latitude() -> fields.Float:
    """Degrees, WGS 84."""
    return fields.Float(required=True, validate=validate.Range(-90, 90))


def longitude() -> fields.Float:
    """Degrees, WGS 84."""
    return fields.Float(required=True, validate=validate.Range(-180, 180))
