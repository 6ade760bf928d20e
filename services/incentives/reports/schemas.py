"""What incentives takes of partners' reports, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, fields

from services.incentives.reports import domain
from shared.intake.fields import Row, decided, one_of, optional_reference, reference
from shared.rules.faults import Fault


class ReportRow(Row):
    """A row of partner_reports.csv: what a partner reports of a volunteer. Who speaks for no other is the partner."""

    report_ref = reference()
    partner_ref = reference()
    volunteer_ref = reference()
    benefit_ref = optional_reference()
    kind = one_of(*domain.KINDS)
    at = decided(required=True)

    def faults(self, loaded: Mapping[str, Any]) -> Iterable[Fault]:
        """What its kind needs, and what has no place in it."""
        return domain.form_faults(loaded) if {"kind", "benefit_ref"} <= loaded.keys() else ()


class ReportView(Schema):
    """A report as shown."""

    report_ref = fields.String()
    outcome = fields.String(metadata={"description": "accepted, or held for what is not known yet"})
    partner_ref = fields.String()
    volunteer_ref = fields.String()
    benefit_ref = fields.String(allow_none=True, metadata={"description": "what was redeemed"})
    kind = fields.String(metadata={"description": "redeemed, breach, or breach_resolved"})
    at = fields.String()
