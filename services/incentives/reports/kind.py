"""Partners' reports as a kind of row: they wait for the partner, the volunteer and the benefit that they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.incentives.benefits.kind import BENEFITS
from services.incentives.partners.kind import PARTNERS
from services.incentives.reports.domain import KINDS, name_sender
from services.incentives.reports.naming import REPORTED
from services.incentives.reports.schemas import ReportRow
from services.incentives.reports.steps import TOLD_BACK, state, told, told_taken_back
from services.incentives.undecided import UNDECIDED
from shared.intake.rows import Entry
from shared.kinds import NOWHERE, Case, Kind, Need
from shared.lists import Listing
from shared.rules.faults import Fault
from shared.rules.names import NOT_WHO_ASKS
from shared.sources import ours
from shared.store.transaction import Transaction


def _number(report: Case) -> str:
    return str(report.known["volunteer_ref"]["volunteer"])


def _told(report: Case) -> dict[str, Any]:
    return told({**report.facts, "volunteer": _number(report)})


def asking_partner(transaction: Transaction) -> str:
    """Under which reference a partner is kept that asks: the token's subject, as the token's source writes it."""
    return transaction.where.partner or ours(transaction.source, transaction.subject or "")


def _judge(transaction: Transaction, reports: Sequence[Entry]) -> Mapping[str, Fault]:
    """Which rows do not pass, by reference: those of another partner than who sends them and speaks for nobody else."""
    if transaction.subject is None or transaction.speaks:
        return {}
    partner = asking_partner(transaction)
    fault = Fault("partner_ref", NOT_WHO_ASKS)
    return {one.reference: fault for one in reports if one.plain["partner_ref"] != partner}


def _later(report: Case) -> list[tuple[str, dict[str, Any]]]:
    """It was taken back while it waited: that is told when what it names is known."""
    if "taken_back_at" not in report.facts:
        return []
    return [(TOLD_BACK, told_taken_back({**report.facts, "volunteer": _number(report)}))]


REPORTS = Kind(
    "partner_reports",
    ReportRow,
    "report_ref",
    "incentives:report",
    place=lambda report: NOWHERE,
    needs=(Need("partner_ref", PARTNERS.name), REPORTED, Need("benefit_ref", BENEFITS.name)),
    keep=lambda report: {"volunteer": _number(report)},
    named=name_sender,
    judged=_judge,
    lives=True,
    state=state,
    sealed=("statement",),
    event="partner.reported.v1",
    tell=_told,
    later=_later,
    undecided=UNDECIDED,
)
LIST = Listing(
    REPORTS.name, "report_ref", filters=("volunteer", "partner_ref", "kind"), words={"kind": KINDS}, by_place=False
)
