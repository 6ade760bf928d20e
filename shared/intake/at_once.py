"""Rows in which nothing is wrong, read by their schema's own fields without what marshmallow does around each of them.

What it does around a field (finding the value, gathering errors, hooks) takes as long as the fields themselves, and
nearly all rows are right. A row that breaks anything is left to marshmallow, which says what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, missing

Read = Callable[[Any, str, Mapping[str, Any]], Any]
Plain = Mapping[str, Read]
"""By a field's name, what reads its value, and raises where that is wrong."""
OWN_HOOK = "_empty_is_missing"


def plain_fields(schema: Schema) -> Plain | None:
    """How a schema's fields are read; None for one that does more with a row than reading its fields."""
    hooks: Mapping[str, Iterable[tuple[str, bool, Mapping[str, Any]]]] = schema._hooks  # noqa: SLF001  # there is no other
    does_more = any(name != OWN_HOOK for some in hooks.values() for name, *_ in some)
    if does_more or any(field.data_key or field.attribute for field in schema.load_fields.values()):
        return None
    return {name: _reader(field) for name, field in schema.load_fields.items()}


def at_once(plain: Plain, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is loaded of a row; None where anything is wrong with it, or may be."""
    if not values.keys() <= plain.keys():
        return None
    loaded = {}
    try:
        for name, read in plain.items():
            value = values.get(name, missing)
            value = read((value.strip() or None) if type(value) is str else value, name, values)
            if value is not missing:
                loaded[name] = value
    except ValidationError:
        return None
    return loaded


def stripped(value: Any) -> Any:
    """A text without spaces around it, None for one of nothing else; whatever is no text as it is."""
    return (value.strip() or None) if type(value) is str else value


def _reader(field: fields.Field[Any]) -> Read:
    if type(field).deserialize is not fields.Field.deserialize or field.pre_load or field.post_load:
        return field.deserialize
    deserialize, validators = field._deserialize, tuple(field.validators)  # noqa: SLF001  # what `deserialize` calls
    is_text = type(field)._deserialize is fields.String._deserialize  # noqa: SLF001  # which gives a text as it is
    may_lack = field.allow_none

    def read(value: Any, name: str, values: Mapping[str, Any]) -> Any:
        if value is None and may_lack:
            return None
        if value is None or value is missing:
            return field.deserialize(value, name, values)
        found = value if is_text and type(value) is str else deserialize(value, name, values)
        for check in validators:
            check(found)
        return found

    return read
