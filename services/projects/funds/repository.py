"""The collections of funds, their entries, and what each entry posted to which account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pymongo import UpdateOne
from pymongo.database import Database

from services.projects.funds import domain
from shared.lists import Listing, of_place
from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Transaction
from shared.where import Where

FUNDS, ENTRIES, POSTINGS = "funds", "fund_entries", "fund_postings"
LIST_OF_FUNDS = Listing(FUNDS, "fund_ref", filters=("kind", "outcome"), words={"kind": domain.FUND_KINDS})
LIST_OF_ENTRIES = Listing(
    ENTRIES, "entry_ref", filters=("fund_ref", "project_ref", "kind", "outcome"), words={"kind": domain.ENTRY_KINDS}
)
LIST_OF_POSTINGS = Listing(
    POSTINGS, "posting_ref", filters=("fund_ref", "entry_ref", "account"), words={"account": domain.ACCOUNTS}
)


class Booking(NamedTuple):
    """An accepted entry.

    Attributes:
        fen: what it moves.
        at: when it is posted.
        place: as its document says it.
        of_ref: of a refund its donation.
    """

    entry_ref: str
    fund_ref: str
    kind: str
    fen: int
    at: str
    place: Document
    of_ref: str | None


def postings(database: Database[Document]) -> None:
    """Make what holds postings; funds and entries are made by their kinds."""
    collection(database, POSTINGS, *LIST_OF_POSTINGS.indexes)


def note_latest(database: Database[Document]) -> None:
    """Note of each fund of before until when something is posted to it."""
    until: dict[str, str] = {}
    for one in database[POSTINGS].find({}, {"fund_ref": 1, "at": 1}):
        until[one["fund_ref"]] = domain.latest(one["at"], until.get(one["fund_ref"]))
    for fund, at in sorted(until.items()):
        database[FUNDS].update_one({"_id": fund}, {"$set": {domain.POSTED_UNTIL: at}})


def book(transaction: Transaction, bookings: Sequence[Booking], until: Mapping[str, str], small_fen: int) -> None:
    """Post entries to the accounts of their funds, and note on donations what gave them back.

    A fund is read before it is decided on, and written here: of two transactions that take from one fund at one moment
    one is run again, and sees what the other has left.

    Args:
        until: by fund the latest moment at which something is posted to it.
    """
    by_fund: dict[str, list[dict[str, int]]] = defaultdict(list)
    for one in bookings:
        by_fund[one.fund_ref].append(domain.moved(one.kind, one.fen, small_fen))
    transaction[POSTINGS].insert([posting for one in bookings for posting in _postings(one)])
    transaction[FUNDS].write(
        [
            UpdateOne({"_id": fund}, {"$inc": domain.total(by_fund[fund]), "$set": {domain.POSTED_UNTIL: until[fund]}})
            for fund in sorted(by_fund)
        ]
    )
    transaction[ENTRIES].write(
        [UpdateOne({"_id": one.of_ref}, {"$set": {"refunded_by": one.entry_ref}}) for one in bookings if one.of_ref]
    )


def accounts(database: Database[Document], where: Where) -> Iterator[Document]:
    """The funds that a caller may see, each with its accounts."""
    return of_place(database, FUNDS, LIST_OF_FUNDS.limits, where)


def posted_to_balances(database: Database[Document], where: Where) -> Iterator[Document]:
    """What was posted to the balances of the funds that a caller may see."""
    return (
        one for one in of_place(database, POSTINGS, LIST_OF_POSTINGS.limits, where) if one["account"] == domain.BALANCE
    )


def _postings(booking: Booking) -> list[dict[str, Any]]:
    facts = {"entry_ref": booking.entry_ref, "fund_ref": booking.fund_ref, "kind": booking.kind, "at": booking.at}
    return [
        {"_id": name, "posting_ref": name, **facts, "account": account, "amount_fen": fen, **booking.place}
        for account, fen in domain.postings(booking.kind, booking.fen).items()
        for name in (f"{booking.entry_ref}/{account}",)
    ]
