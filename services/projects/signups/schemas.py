"""What projects takes of sign-ups and cancels, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, fields

from services.projects.signups import domain
from shared.intake.asked import Asked
from shared.intake.fields import Row, decided, one_of, optional_reference, reference
from shared.rules.faults import Fault

REASON = "shift_cancelled or swapped: its shift was cancelled, its place passed on; missing where somebody gave it up"


class SignUpActionRow(Row):
    """A row of sign_up_actions.csv: somebody asks for a place of a shift, or cancels that."""

    action_ref = reference()
    action = one_of(*domain.ACTIONS)
    sign_up_ref = optional_reference()
    shift_ref = optional_reference()
    volunteer_ref = optional_reference()
    at = decided(required=True)

    def faults(self, loaded: Mapping[str, Any]) -> Iterable[Fault]:
        """What its action needs, and what has no place in it."""
        return domain.form_faults(loaded) if "action" in loaded else ()


class SignUpBody(Asked):
    """Ask for a place of a shift, now."""

    shift_ref = reference()
    volunteer_ref = reference()


class SignUpEnd(Asked):
    """Cancel a sign-up, now: a confirmed place passes to who waits first, if it is two hours to the start or more."""


class SignUpActionView(Schema):
    """An action as shown."""

    action_ref = fields.String()
    action = fields.String()
    sign_up_ref = fields.String(allow_none=True, metadata={"description": "of a cancel: what it cancels"})
    shift_ref = fields.String(allow_none=True)
    volunteer_ref = fields.String(allow_none=True)
    at = fields.String()
    outcome = fields.String(metadata={"description": "accepted, held:<reason> or refused:<reason>"})


class ListedSignUp(Schema):
    """A sign-up on the list of who runs the shift."""

    sign_up_ref = fields.String(attribute="action_ref")
    volunteer_ref = fields.String()
    volunteer = fields.String(metadata={"description": "the number"})
    at = fields.String(metadata={"description": "when the place was asked for"})
    state = fields.String(metadata={"description": "confirmed, waiting, cancelled or cancelled_late"})
    reason = fields.String(metadata={"description": REASON})
    no_longer = fields.String(
        allow_none=True,
        metadata={"description": "of an active one why it would be refused now, such as licence_missing; it stands"},
    )
    came = fields.Boolean(metadata={"description": "whether a presence was logged, whatever became of it"})


class SignUpView(Schema):
    """A sign-up as shown."""

    sign_up_ref = fields.String(attribute="action_ref")
    shift_ref = fields.String()
    volunteer_ref = fields.String()
    volunteer = fields.String(metadata={"description": "the number; missing while the volunteer is unknown"})
    at = fields.String(metadata={"description": "when the place was asked for"})
    outcome = fields.String(metadata={"description": "accepted, held:<reason> or refused:<reason>"})
    state = fields.String(
        allow_none=True,
        metadata={"description": "of an accepted one confirmed, waiting, cancelled or cancelled_late; null of others"},
    )
    reason = fields.String(metadata={"description": REASON})
    starts_at = fields.String(metadata={"description": "when the shift starts; missing while it is unknown"})
