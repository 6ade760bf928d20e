"""What incentives takes of partners' reports, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, fields

from services.incentives.reports import domain, steps
from shared.intake.asked import Asked
from shared.intake.fields import Row, decided, one_of, optional_reference, reference
from shared.intake.texts import Text
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


class Withdrawal(Asked):
    """Take a report back, by the partner whose it is: from today on it counts no more."""

    why = one_of(*steps.WHY, metadata={"description": "a mistake, another person was meant, or it was reported twice"})


class Objection(Asked):
    """Object to a report, as the volunteer whom it is about, or for the whole province in that one's name; once."""

    statement = Text(1_000, public=False, required=True, metadata={"description": "what is wrong with it; kept sealed"})


class ObjectionDecision(Asked):
    """Decide on an objection, as another person than who reported or objected; an upheld one voids the report."""

    decision = one_of(*steps.DECISIONS)


class ReportLine(Schema):
    """A report as lists show it."""

    report_ref = fields.String()
    outcome = fields.String(metadata={"description": "accepted, or held for what is not known yet"})
    partner_ref = fields.String()
    volunteer_ref = fields.String()
    benefit_ref = fields.String(allow_none=True, metadata={"description": "what was redeemed"})
    kind = fields.String(metadata={"description": "redeemed, breach, or breach_resolved"})
    at = fields.String()
    taken_back_at = fields.String(
        metadata={"description": "when its partner took it back; from that day on it is void"}
    )
    why = fields.String(metadata={"description": ", ".join(steps.WHY)})
    objected_at = fields.String(metadata={"description": "when the volunteer objected"})
    decision = fields.String(metadata={"description": "on the objection: upheld or dismissed"})
    decided_at = fields.String(metadata={"description": "when; of an upheld one it is void from that day on"})
    decided_by = fields.String(metadata={"description": "who decided"})


class OwnReportView(Schema):
    """A report as its partner is shown it."""

    report_ref = fields.String()
    outcome = fields.String(
        metadata={"description": "accepted, held for what is not known yet, taken_back, or objection_upheld"}
    )
    volunteer_ref = fields.String(metadata={"description": "as the partner wrote it"})
    benefit_ref = fields.String(allow_none=True)
    kind = fields.String()
    at = fields.String()
    taken_back_at = fields.String()
    why = fields.String()
    objected_at = fields.String()
    decision = fields.String()
    decided_at = fields.String()


class ReportView(ReportLine):
    """A report as shown."""

    statement = fields.String(
        metadata={
            "description": "what the volunteer says against it; to the volunteer, and to who decides and says why"
        }
    )
