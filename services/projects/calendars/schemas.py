"""What projects takes and shows of calendars."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.intake.asked import Asked
from shared.intake.texts import Word
from shared.languages import CHINESE, LANGUAGES


class CalendarBody(Asked):
    """Have an address, or another one: the one before leads nowhere from then on."""

    language = Word(load_default=CHINESE, validate=validate.OneOf(LANGUAGES))


class CalendarEnd(Asked):
    """Have no address any more."""


class CalendarView(Schema):
    """Somebody's calendar, without where it is."""

    language = fields.String()
    made_at = fields.String(metadata={"description": "when the address was made"})


class CalendarMade(CalendarView):
    """The same with the address, which is shown once: who has it sees the shifts."""

    address = fields.String(
        allow_none=True,
        metadata={"description": "the path; null where the key of the request was used before: have another one made"},
    )


class NoCalendar(Schema):
    """That there is none any more."""

    withdrawn = fields.Boolean()
