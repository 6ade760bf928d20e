"""What the registry takes of consents, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, fields

from services.registry.consents import domain
from services.registry.volunteers.own_people import foreign_people
from shared.intake.asked import Asked
from shared.intake.fields import Row, decided, in_order, one_of, reference
from shared.rules.faults import Fault


class ConsentRow(Row):
    """A row of consents.csv."""

    consent_ref = reference()
    volunteer_ref = reference()
    purpose = one_of(*domain.PURPOSES)
    receiver_ref = reference(metadata={"description": "a partner or an organisation"})
    given_at = decided(required=True)
    withdrawn_at = decided(load_default=None, allow_none=True)

    _in_order = in_order("given_at", "withdrawn_at")

    def faults(self, loaded: Mapping[str, Any]) -> Iterable[Fault]:
        """A source says of its own people alone to whom they consent."""
        yield from super().faults(loaded)
        yield from foreign_people(loaded, "consent_ref", "volunteer_ref")


class ConsentWithdrawal(Asked):
    """Withdraw it, once and for all."""

    withdrawn_at = decided(required=True)


class ConsentView(Schema):
    """A consent as shown."""

    consent_ref = fields.String()
    outcome = fields.String(metadata={"description": "accepted, or held for what is not known yet"})
    state = fields.String(metadata={"description": "not_yet_given, given or withdrawn today; or its outcome, if held"})
    volunteer = fields.String(metadata={"description": "the volunteer's number, once accepted"})
    volunteer_ref = fields.String()
    purpose = fields.String()
    receiver_ref = fields.String()
    given_at = fields.String()
    withdrawn_at = fields.String(allow_none=True)
