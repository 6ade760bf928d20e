"""Partners' reports as a kind of row: they wait for the partner, the volunteer and the benefit that they name."""

from __future__ import annotations

from typing import Any

from services.incentives.benefits.kind import BENEFITS
from services.incentives.partners.kind import PARTNERS
from services.incentives.people.copy import volunteer
from services.incentives.reports.domain import KINDS, name_partner
from services.incentives.reports.schemas import ReportRow
from services.incentives.reports.steps import state, told
from services.incentives.undecided import UNDECIDED
from shared.kinds import NOWHERE, Case, Kind, Need
from shared.lists import Listing


def _number(report: Case) -> str:
    return str(report.known["volunteer_ref"]["volunteer"])


def _told(report: Case) -> dict[str, Any]:
    return told({**report.facts, "volunteer": _number(report)})


REPORTS = Kind(
    "partner_reports",
    ReportRow,
    "report_ref",
    "incentives:report",
    place=lambda report: NOWHERE,
    needs=(Need("partner_ref", PARTNERS.name), volunteer(), Need("benefit_ref", BENEFITS.name)),
    keep=lambda report: {"volunteer": _number(report)},
    named=name_partner,
    lives=True,
    state=state,
    sealed=("statement",),
    event="partner.reported.v1",
    tell=_told,
    undecided=UNDECIDED,
)
LIST = Listing(
    REPORTS.name, "report_ref", filters=("volunteer", "partner_ref", "kind"), words={"kind": KINDS}, by_place=False
)
