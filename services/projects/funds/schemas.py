"""What projects takes of funds and their entries, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, fields

from services.projects.funds import domain
from shared.intake.asked import Asked
from shared.intake.fields import Row, day, decided, name, one_of, optional_reference, optional_whole, reference
from shared.rules.faults import Fault

MOST_FEN = 1_000_000_000_000
"""Ten billion yuan: more than a row should move."""


class FundRow(Row):
    """A row of funds.csv."""

    fund_ref = reference()
    name = name()
    kind = one_of(*domain.FUND_KINDS)
    organisation_ref = reference()
    opened_on = day(required=True)


class FundEntryRow(Row):
    """A row of fund_entries.csv: a donation, a grant to a project, or the refund of a donation."""

    entry_ref = reference()
    fund_ref = reference()
    kind = one_of(*domain.ENTRY_KINDS)
    amount_fen = optional_whole(MOST_FEN)
    project_ref = optional_reference()
    first_approver = optional_reference()
    second_approver = optional_reference()
    of_ref = optional_reference()
    at = decided(required=True)

    def faults(self, loaded: Mapping[str, Any]) -> Iterable[Fault]:
        """What its kind needs, and what has no place in it."""
        return domain.form_faults(loaded) if "kind" in loaded else ()


class GrantApproval(Asked):
    """Approve a grant as its second person: who asks."""


class FundView(Schema):
    """A fund as shown, with its accounts, whose sum is zero."""

    fund_ref = fields.String()
    outcome = fields.String(metadata={"description": "accepted, or held for what is not known yet"})
    name = fields.String()
    kind = fields.String()
    organisation_ref = fields.String()
    opened_on = fields.String()
    balance_fen = fields.Integer(metadata={"description": "what it has; missing while it is held"})
    donors_fen = fields.Integer(metadata={"description": "what donors got back, less what they gave"})
    projects_fen = fields.Integer(metadata={"description": "what projects were granted"})
    small_donations = fields.Integer(metadata={"description": "how many of at most 10,000 fen, refunded ones too"})
    small_donations_fen = fields.Integer(metadata={"description": "their sum"})


class FundEntryView(Schema):
    """An entry of a fund as shown."""

    entry_ref = fields.String()
    outcome = fields.String(metadata={"description": "accepted, held:second_approver, or held or refused for a reason"})
    fund_ref = fields.String()
    kind = fields.String()
    amount_fen = fields.Integer(allow_none=True, metadata={"description": "of a refund its donation's, once accepted"})
    project_ref = fields.String(allow_none=True, metadata={"description": "to which a grant goes"})
    first_approver = fields.String(allow_none=True)
    second_approver = fields.String(allow_none=True)
    of_ref = fields.String(allow_none=True, metadata={"description": "the donation that a refund gives back"})
    approved_at = fields.String(metadata={"description": "when the second person approved a grant that waited"})
    posted_at = fields.String(
        metadata={"description": "since when it counts; money leaves a fund no earlier than what it has came"}
    )
    refunded_by = fields.String(metadata={"description": "of a donation its refund, if there is one"})
    at = fields.String()


class PostingView(Schema):
    """What an entry added to one account of its fund."""

    posting_ref = fields.String()
    entry_ref = fields.String()
    fund_ref = fields.String()
    account = fields.String(metadata={"description": "balance, donors or projects"})
    amount_fen = fields.Integer(metadata={"description": "added to the account; the two of an entry sum to zero"})
    at = fields.String(metadata={"description": "since when it counts"})
