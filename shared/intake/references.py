"""References: under which a source knows its records. They are shown, exported and sent in events."""

from __future__ import annotations

import re

from marshmallow import ValidationError

from shared.intake.texts import Form
from shared.rules.personal_numbers import has_digits_enough, shows_personal_number
from shared.sources import SEPARATOR

REFERENCE_FORM = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$")
BEGINNING = re.compile(r"^(?:[A-Za-z0-9][A-Za-z0-9._:-]{0,79})?$")
"""Of a reference; empty is of all."""
LIKE_A_PERSONS = re.compile(r"\d{15}|\d{17}[0-9Xx]|1\d{10}|\d{1,3}\.\d{4,}")
"""As long as an identity number or a phone and nothing else, or a coordinate to ten metres."""


class Reference(Form):
    """A reference's form, in which no person's number stands."""

    def __init__(self, form: re.Pattern[str] = REFERENCE_FORM) -> None:
        super().__init__(
            form,
            error="must be 1 to 80 letters, digits, dots, colons, hyphens or underscores, "
            "the first a letter or a digit",
        )

    def __call__(self, value: str) -> str:  # type: ignore[override]
        """The reference itself.

        Raises:
            ValidationError: it is none; the text says why.
        """
        super().__call__(value)
        if _names_somebody(value):
            raise ValidationError(
                "has the form of an identity number, a phone or a coordinate, or one in it; a reference must not"
            )
        return value


def is_reference(text: str) -> bool:
    """Whether a text may stand as a reference: well-formed, and without an identity number, a phone or a coordinate.

    A shifted column must not make one of a person's data, nor a source name its records by its people's numbers.
    """
    return REFERENCE_FORM.fullmatch(text) is not None and not _names_somebody(text)


def _names_somebody(text: str) -> bool:
    if "." not in text and not has_digits_enough(text):
        return False  # as nearly all: each number of a person has as many digits, and a coordinate its point
    return LIKE_A_PERSONS.fullmatch(text.rpartition(SEPARATOR)[2]) is not None or shows_personal_number(text)
