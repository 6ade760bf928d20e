"""What projects takes of presences, and what it shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.projects.presence import domain
from shared.intake.asked import Asked
from shared.intake.fields import Row, decided, one_of, optional_one_of, optional_reference, optional_whole, reference
from shared.intake.numbers import Degrees
from shared.intake.texts import Word
from shared.rules.faults import Fault

LONGEST_CODE = 1_000
FARTHEST = 1_000_000
"""Metres."""


def _code() -> Word:
    return Word(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=LONGEST_CODE),
        metadata={"description": "the text of the QR code that was scanned at that instant; judged and not kept"},
    )


def _degrees(most: int) -> Degrees:
    return Degrees(most, required=False, load_default=None, allow_none=True)


class Presence(Row):
    """Somebody signs in at a shift; who was without a network may say the signing out with it."""

    presence_ref = reference()
    shift_ref = reference()
    volunteer_ref = reference()
    method = one_of(*domain.METHODS)
    signed_in_at = decided(required=True)
    code = _code()
    latitude = _degrees(90)
    longitude = _degrees(180)
    accuracy_metres = optional_whole(FARTHEST)
    attested_by = optional_reference()
    signed_out_at = decided(load_default=None, allow_none=True)
    out_method = optional_one_of(*domain.METHODS)
    out_code = _code()
    out_latitude = _degrees(90)
    out_longitude = _degrees(180)
    out_accuracy_metres = optional_whole(FARTHEST)

    def faults(self, loaded: Mapping[str, Any]) -> Iterable[Fault]:
        """What a method asks for is there, and an end has its method and lies behind the beginning."""
        found = [*chain(domain.incomplete(loaded), domain.incomplete(loaded, "out_"))]
        begin, end = loaded.get("signed_in_at"), loaded.get("signed_out_at")
        if (end is None) != (loaded.get("out_method") is None):
            found.append(Fault("signed_out_at" if end is None else "out_method", domain.MISSING))
        if begin and end and domain.ends_before(end, begin):
            found.append(Fault("signed_out_at", domain.BEFORE_SIGNING_IN))
        return found


class SigningOut(Asked):
    """Sign out: the volunteer by a code or a position, or somebody else who was there by their word."""

    signed_out_at = decided(required=True)
    method = one_of(*domain.METHODS)
    code = _code()
    latitude = _degrees(90)
    longitude = _degrees(180)
    accuracy_metres = optional_whole(FARTHEST)

    @validates_schema(skip_on_field_errors=False)
    def _complete(self, data: dict[str, Any], **_: Any) -> None:
        missing = {one.field: one.reason for one in domain.incomplete(data)}
        if missing:
            raise ValidationError({name: [reason] for name, reason in missing.items()})


class SaidEnd(Asked):
    """Say when somebody left who forgot to sign out: by who runs the shift, and not by the volunteer."""

    signed_out_at = decided(required=True)


class ConfirmedEnd(Asked):
    """Confirm the end that the rule set where nobody signed out: by who runs the shift, and not by the volunteer."""


class PresenceView(Schema):
    """A presence as shown: how it was proved, and not where somebody was."""

    presence_ref = fields.String()
    shift_ref = fields.String()
    volunteer_ref = fields.String()
    volunteer = fields.String(metadata={"description": "the number; missing while the volunteer is unknown"})
    method = fields.String(metadata={"description": "qr, gps or attested"})
    signed_in_at = fields.String()
    signed_out_at = fields.String(allow_none=True)
    out_method = fields.String(
        allow_none=True,
        metadata={"description": "qr, gps or attested; closed by a person, or by the rule: the end of the shift"},
    )
    attested_by = fields.String(allow_none=True)
    out_attested_by = fields.String(allow_none=True)
    closed_by = fields.String(allow_none=True)
    confirmed_by = fields.String(allow_none=True)
    state = fields.String(metadata={"description": "open, to_confirm or ended"})
    flags = fields.List(
        fields.String(), metadata={"description": "why who runs the shift should look at it; it counts all the same"}
    )
    outcome = fields.String(metadata={"description": "accepted or held:<reason>"})
