"""Fields that a CSV file and a JSON body both can fill: texts in, the same values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates_schema

from shared.intake.asked import Asked
from shared.intake.at_once import at_once, plain_fields, stripped
from shared.intake.numbers import Degrees, Flag, Whole
from shared.intake.references import Reference
from shared.intake.second_reading import LOST, MISTAKEN, is_mistake, is_rounded, is_wide
from shared.intake.texts import Form, Text, Word
from shared.intake.times import A_DAY, CLOCKS_DIFFER, Day, Moment
from shared.regions import is_region
from shared.rules.faults import Fault
from shared.sources import LOCAL, SEPARATOR, ours

REGION_FORM = "^44[0-9]{4}$"
MOST_SKILLS = 100
LONGEST_FILTER = 200
LONGEST_CURSOR = 4_000
"""A cursor may hold a name of 200 characters."""


class Row(Asked):
    """A row of a file or a body: a text of nothing but spaces is a missing value, an unknown field is refused.

    Spaces around a text are none of it. What it loads are texts, numbers, lists of texts, days and moments.

    Attributes:
        added: columns that rows of earlier days do not have. A missing one counts as empty, and a row without a value
            for it is the same row as before the column was there: an old file imported again changes nothing.
    """

    added: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, **options: Any) -> None:
        self.times: list[str] = []
        self.references: list[str] = []
        super().__init__(**options)
        self._plain = plain_fields(self)

    def load(self, data: Any, **options: Any) -> Any:
        """The values of a row. One in which nothing is wrong is read at once, any other by marshmallow's own way."""
        if self._plain is not None and not options and type(data) is dict:
            loaded = at_once(self._plain, data)
            if loaded is not None:
                return loaded
        return super().load(data, **options)

    @pre_load
    def _empty_is_missing(self, values: Any, **_: Any) -> Any:
        if not isinstance(values, dict):
            return values
        return {name: stripped(value) for name, value in values.items()}

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Note which fields are days or moments, and which are references."""
        if isinstance(field_obj, (fields.Date, fields.DateTime)):
            self.times.append(field_name)
        if any(isinstance(one, Reference) for one in field_obj.validators):
            self.references.append(field_name)

    def claimed(self, loaded: dict[str, Any], source: str) -> dict[str, Any]:
        """What was loaded, with its references as we keep them: a source's own, unless it names another (ADR 0017)."""
        named = ((name, value) for name in self.references if (value := loaded.get(name)))
        if source == LOCAL:
            named = ((name, value) for name, value in named if SEPARATOR in value)
        return loaded | {name: ours(source, value) for name, value in named}

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


class Skills(fields.List[str]):
    """A list of texts, empty where it is missing; in a file they are joined by `|`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(_word(), validate=validate.Length(max=MOST_SKILLS), **options)

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """The texts, each once, in order."""
        return super().deserialize(value, *args, **kwargs) or []

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        parts = value.split("|") if isinstance(value, str) else value
        return sorted(set(super()._deserialize(parts, attr, data, **kwargs)))


class SomeOf(fields.List[str]):
    """Words of a closed list, one at least; in a file they are joined by `|`."""

    def __init__(self, choices: tuple[str, ...]) -> None:
        super().__init__(
            Word(validate=validate.OneOf(choices)), required=True, validate=validate.Length(1, MOST_SKILLS)
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        parts = value.split("|") if isinstance(value, str) else value
        return sorted(set(super()._deserialize(parts, attr, data, **kwargs)))


def reference(**options: Any) -> Word:
    """A required reference of the source system."""
    return Word(required=True, validate=Reference(), **options)


def optional_reference() -> Word:
    """A reference that may be missing."""
    return Word(load_default=None, allow_none=True, validate=Reference())


def filter_by(**options: Any) -> Word:
    """A reference or a number that a query asks for; what is none finds nothing."""
    return Word(validate=validate.Length(max=LONGEST_FILTER), **options)


def cursor(**options: Any) -> Word:
    """The opaque end of a page in the query for the following one."""
    return Word(validate=validate.Length(max=LONGEST_CURSOR), **options)


def number() -> Word:
    """A required number of a document, as a text: no spreadsheet has touched it."""

    def untouched(value: str) -> None:
        if is_mistake(value):
            raise ValidationError(MISTAKEN)
        if not (value.isascii() and value.isalnum()) and (is_wide(value) or is_rounded(value)):
            raise ValidationError("has characters of full width" if is_wide(value) else LOST)

    return Word(required=True, validate=(validate.Length(5, 40), untouched))


def region() -> Word:
    """A required region code of Guangdong."""

    def known(code: str) -> None:
        if not is_region(code):
            # The value is not repeated: in a shifted column it may be a person's.
            raise ValidationError("is not one of Guangdong's 144 region codes (GB/T 2260)")

    return Word(required=True, validate=known, metadata={"pattern": REGION_FORM})


def one_of(*choices: str, **options: Any) -> Word:
    """A required word of a list."""
    return Word(required=True, validate=validate.OneOf(choices), **options)


def some_of(*choices: str) -> SomeOf:
    """Required words of a list, each once, in order."""
    return SomeOf(choices)


def optional_one_of(*choices: str) -> Word:
    """A word of a list that may be missing."""
    return Word(load_default=None, allow_none=True, validate=validate.OneOf(choices))


def name(longest: int = 200) -> Text:
    """A required text that everybody reads."""
    return Text(longest, public=True, required=True)


def optional_name(longest: int = 200) -> Text:
    """A text that everybody reads, and that may be missing."""
    return Text(longest, public=True, load_default=None, allow_none=True)


def remark(longest: int = 200) -> Text:
    """A text that only who may see personal facts reads, and that may be missing."""
    return Text(longest, public=False, load_default=None, allow_none=True)


def optional_word() -> Word:
    """A word of a list that grows, such as a skill, that may be missing."""
    return _word(load_default=None, allow_none=True)


def _word(**options: Any) -> Word:
    return Word(validate=Form(r"^[a-z_]{1,40}$"), **options)


def whole(least: int, most: int) -> Whole:
    """A required whole number between two bounds, both inside."""
    return Whole(least, most, required=True)


def optional_whole(most: int) -> Whole:
    """A whole number, zero or more, that may be missing."""
    return Whole(0, most, load_default=None, allow_none=True)


def flag(**options: Any) -> Flag:
    """A required yes or no."""
    return Flag(required=True, **options)


def moment(*, past: bool = False, **options: Any) -> Moment:
    """A moment with its offset from UTC, ISO 8601; `past` refuses one that is still to come."""
    return Moment(ahead=A_DAY if past else None, **options)


def decided(**options: Any) -> Moment:
    """When somebody decided, asked for, gave or withdrew something: no later than now, as far as clocks agree."""
    return Moment(ahead=CLOCKS_DIFFER, **options)


def optional_flag(**options: Any) -> Flag:
    """A yes or no that may be missing."""
    return Flag(load_default=None, allow_none=True, **options)


def day(*, past: bool = False, **options: Any) -> Day:
    """A calendar day, ISO 8601; `past` refuses one that is still to come."""
    return Day(past=past, **options)


def optional_day() -> Day:
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


def latitude() -> Degrees:
    """Degrees, WGS 84."""
    return Degrees(90)


def longitude() -> Degrees:
    """Degrees, WGS 84."""
    return Degrees(180)
