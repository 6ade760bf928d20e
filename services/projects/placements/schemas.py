"""What projects takes of placements, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

import re

from marshmallow import Schema, ValidationError, fields

from services.projects.placements import domain
from shared.intake.asked import Asked
from shared.intake.fields import Row, day, in_order, one_of, optional_day, optional_word, reference, remark, whole
from shared.intake.texts import Form, Word
from shared.regions import is_region

MOST_MONTHS = 1_200
MOST_FEN = 100_000_000
COUNTRY = re.compile("[A-Z]{2}")


def _place() -> Word:
    def known(code: str) -> None:
        if not is_region(code) and not COUNTRY.fullmatch(code):
            # The value is not repeated: in a shifted column it may be a person's.
            raise ValidationError("is neither one of Guangdong's region codes (GB/T 2260) nor a country of two letters")

    return Word(required=True, validate=known, metadata={"pattern": "^(44[0-9]{4}|[A-Z]{2})$"})


class PlacementRow(Row):
    """A row of placements.csv: an application, with what was decided on it by others.

    Who may not speak for others (`projects:speak`) applies by a row, and decides by steps.
    """

    placement_ref = reference()
    programme = one_of(*domain.PROGRAMMES)
    volunteer_ref = reference()
    place = _place()
    applied_on = day(required=True)
    selected_on = optional_day()
    refusal = optional_word()
    starts_on = optional_day()
    months = whole(0, MOST_MONTHS)
    extended_months = whole(0, MOST_MONTHS)
    left_on = optional_day()
    left_reason = remark()
    monthly_allowance_fen = whole(0, MOST_FEN)

    _in_order = in_order("starts_on", "left_on")


class Selection(Asked):
    """Select who applied. Who asks is kept as who did; another person says the first day."""

    selected_on = day(past=True, required=True)


class Refusal(Asked):
    """Refuse who applied, for a reason in one word, such as health, documents or no_place."""

    refusal = Word(required=True, validate=Form("^[a-z_]{1,40}$"))


class Start(Asked):
    """Say the first day, from which on the allowance is paid, as a second person: another than who selected."""

    starts_on = day(required=True)


class Extension(Asked):
    """Have it go on for so many months in all beyond its term, as another person than who said the first day."""

    extended_months = whole(1, MOST_MONTHS)


class Leaving(Asked):
    """Somebody leaves: from this day on there is no service and no allowance."""

    left_on = day(required=True)
    left_reason = remark()


class PlacementLine(Schema):
    """A placement in a list: not why it was refused or left."""

    placement_ref = fields.String()
    outcome = fields.String(metadata={"description": "accepted, or held or refused for a reason"})
    programme = fields.String()
    volunteer_ref = fields.String()
    volunteer = fields.String(metadata={"description": "the number; missing while the volunteer is unknown"})
    place = fields.String(metadata={"description": "a region code of Guangdong, or a country of two letters"})
    applied_on = fields.String()
    selected_on = fields.String(allow_none=True)
    starts_on = fields.String(allow_none=True)
    months = fields.Integer()
    extended_months = fields.Integer()
    left_on = fields.String(allow_none=True)
    monthly_allowance_fen = fields.Integer()
    no_longer = fields.String(
        allow_none=True,
        metadata={"description": "of an accepted one why it would be refused now, such as too_young; it stands"},
    )


class PlacementView(PlacementLine):
    """A placement as shown."""

    state = fields.String(
        metadata={"description": "today: applied, selected, serving, completed, left, or held or refused for a reason"}
    )
    left_reason = fields.String(allow_none=True)
    selected_by = fields.String(metadata={"description": "who selected, where that was a step"})
    refused_by = fields.String(metadata={"description": "likewise who refused"})
    started_by = fields.String(metadata={"description": "likewise who said the first day"})
    extended_by = fields.String(metadata={"description": "likewise who had it go on"})
    left_by = fields.String(metadata={"description": "likewise who said that the person leaves"})
    sent_by = fields.String(metadata={"description": "who brought the row"})


class AllowanceMonth(Schema):
    """What a calendar month of service gets."""

    month = fields.String(metadata={"description": "such as 2018-03"})
    days = fields.Integer(metadata={"description": "how many of its days were served"})
    fen = fields.Integer()


class AllowanceView(Schema):
    """The allowance of a placement up to a day, month by month."""

    placement_ref = fields.String()
    as_of = fields.Date()
    months = fields.List(fields.Nested(AllowanceMonth))
    total_fen = fields.Integer()


class Certificate(Schema):
    """That somebody completed a placement."""

    placement_ref = fields.String()
    volunteer = fields.String(metadata={"description": "the number"})
    programme = fields.String()
    place = fields.String()
    first_day = fields.String()
    last_day = fields.String()
    months = fields.Integer(metadata={"description": "the term, with what it was extended by"})
