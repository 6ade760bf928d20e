"""What people send, in a body, a row or a query: what it has no field for is refused, and its name never repeated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marshmallow import RAISE, Schema, ValidationError
from marshmallow.exceptions import SCHEMA

NAMELESS = ""
"""The field of an error about what is no field."""


def unknown(known: Iterable[str], thing: str = "field") -> str:
    """Why something is refused whose name is none of those that are known."""
    return f"is no {thing}; there are {', '.join(sorted(known)) or 'none'}"


class Asked(Schema):
    """The base of all schemas of what people send.

    An unknown name is somebody's text, perhaps a person's number or a megabyte long: errors are answered, stored with
    refusals and exported, so they say which names there are, and not that one.
    """

    class Meta:
        unknown = RAISE

    def handle_error(self, error: ValidationError, data: Any, *, many: bool, **_: Any) -> None:
        """Leave no unknown name in the errors."""
        if isinstance(error.messages, dict) and not many:
            known = [field.data_key or name for name, field in self.fields.items()]
            named = {name: why for name, why in error.messages.items() if name in known or name == SCHEMA}
            if len(named) < len(error.messages):
                named[NAMELESS] = [unknown(known)]
            error.messages = named
