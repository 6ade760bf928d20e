"""Texts that people send: those for machines have a form that is said, those for people are read by people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from marshmallow import ValidationError, fields, validate

from shared.intake.second_reading import MISTAKEN, is_mistake
from shared.rules.personal_numbers import shows_personal_number

Check = Callable[[str], Any]
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control and format characters, such as NUL, ends of lines, and those that turn the direction of writing."""
FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that look like nothing."""


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


class Word(fields.String):
    """A text for machines: a code, a reference, a cursor. Its form, its choices or its length is always said."""

    def __init__(self, *, validate: Check | Iterable[Check], **options: Any) -> None:
        super().__init__(validate=validate, **options)


class Text(fields.String):
    """A text that people read, of one line: it has a letter or a digit, and nothing that nobody sees.

    Spaces around it are none of it. Where it may be missing, one of nothing but spaces is, and a mark alone, such as a
    dash, is a text as good as none.

    Args:
        longest: characters.
        public: whether others than those who may see personal facts read it; it shows nobody's number then.
    """

    default_error_messages = {  # noqa: RUF012  # marshmallow's
        "unseen": "has characters that nobody sees, such as a line's end or one that turns the direction of writing",
        "blank": "has no letter and no digit",
    }

    def __init__(self, longest: int, *, public: bool, allow_none: bool = False, **options: Any) -> None:
        length = validate.Length(None if allow_none else 1, longest)
        checks: list[Check] = [length, *([_shows_nobodys_number(longest)] if public else [])]
        super().__init__(validate=checks, allow_none=allow_none, **options)

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        """The text, or None for a missing one."""
        if isinstance(value, str):
            value = value.strip() or (None if self.allow_none else "")
        return super().deserialize(value, *args, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if (not text.isprintable() and any(map(_is_unseen, text))) or not FILLERS.isdisjoint(text):
            raise self.make_error("unseen")
        if text and not self.allow_none and not any(map(str.isalnum, text)):
            raise self.make_error("blank")
        if text[:1] == "#" and is_mistake(text):
            raise ValidationError(MISTAKEN)
        return text


def _shows_nobodys_number(longest: int) -> Check:
    def check(text: str) -> None:
        # All checks are made: who sends a megabyte, which is too long, has nobody search it.
        if len(text) <= longest and shows_personal_number(text):
            raise ValidationError("has an identity number or a phone in it, which others must not see")

    return check


def _is_unseen(character: str) -> bool:
    """Not printable is more: characters of a person's name may be newer than this Python, or somebody's own."""
    return unicodedata.category(character) in UNSEEN or re.match("[\ufdd0-\ufdef\ufffe\uffff]", character) is not None
