"""Funds and their entries as kinds of rows: entries of a fund are decided in the order of their instants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.projects.funds import domain, repository
from services.projects.funds.policies import FUND_POLICY
from services.projects.funds.repository import Booking
from services.projects.funds.schemas import FundEntryRow, FundRow
from services.projects.organisations.copy import ORGANISATIONS
from services.projects.programmes.kind import PROJECTS
from services.projects.undecided import UNDECIDED
from shared.deciding import release
from shared.kinds import Case, Kind, Need, Place
from shared.store.transaction import Transaction

POSTED = "posted"
"""Of a fund, while entries are decided, when each of them is posted."""


def _posted_at(entry: Case) -> str:
    at: str = entry.known["fund_ref"][POSTED][entry.reference]
    return at


def _amount(entry: Case) -> int:
    return domain.amount(entry.facts, entry.known.get("of_ref"))


def _place(entry: Case) -> Place:
    """Its fund's."""
    fund = entry.known["fund_ref"]
    return Place(fund["of_region"], fund["of_organisation"])


def _move(entry: Case) -> None:
    fund, donation = entry.known["fund_ref"], entry.known.get("of_ref")
    at, until = domain.posted_at(entry.facts, fund.get(domain.POSTED_UNTIL)), fund.get(domain.POSTED_UNTIL)
    fund.setdefault(POSTED, {})[entry.reference] = at
    fund[domain.POSTED_UNTIL] = domain.latest(at, until)
    for name, added in domain.moved(entry["kind"], _amount(entry), FUND_POLICY.small_fen).items():
        fund[name] += added
    if donation is not None:
        donation["refunded_by"] = entry.reference


def _told(entry: Case) -> dict[str, Any]:
    names = ("entry_ref", "fund_ref", "kind", "project_ref", "of_ref", "at")
    return {**{name: entry[name] for name in names}, "amount_fen": _amount(entry)}


def _book(transaction: Transaction, entries: Sequence[Case]) -> None:
    """Post entries, and decide on the refunds that waited for donations among them."""
    bookings = [
        Booking(
            entry.reference,
            entry["fund_ref"],
            entry["kind"],
            _amount(entry),
            _posted_at(entry),
            _place(entry).document(),
            entry["of_ref"],
        )
        for entry in entries
    ]
    until = {entry["fund_ref"]: entry.known["fund_ref"][domain.POSTED_UNTIL] for entry in entries}
    repository.book(transaction, bookings, until, FUND_POLICY.small_fen)
    release(transaction, [FUND_ENTRIES], FUND_ENTRIES.name, {entry.reference: None for entry in entries})


FUNDS = Kind(
    repository.FUNDS,
    FundRow,
    "fund_ref",
    "projects:write",
    needs=(Need("organisation_ref", ORGANISATIONS.collection),),
    place=lambda fund: Place(fund.known["organisation_ref"]["region_code"], fund["organisation_ref"]),
    keep=lambda fund: domain.EMPTY,
    event="fund.opened.v1",
    undecided=UNDECIDED,
)
FUND_ENTRIES = Kind(
    repository.ENTRIES,
    FundEntryRow,
    "entry_ref",
    "projects:write",
    needs=(
        Need("fund_ref", FUNDS.name),
        Need("project_ref", PROJECTS.name),
        Need("of_ref", repository.ENTRIES, word="entry", fits=domain.is_donation_to),
    ),
    conditions=(FUND_POLICY,),
    place=_place,
    named=domain.name_approver,
    persons=domain.APPROVERS,
    signed=domain.APPROVERS,
    lacks=lambda entry: domain.lacks_approval(entry.facts),
    in_turn="at",
    moves=_move,
    keep=lambda entry: {"amount_fen": _amount(entry), domain.POSTED_AT: _posted_at(entry)},
    then=_book,
    event="fund.booked.v1",
    tell=_told,
    undecided=UNDECIDED,
)
