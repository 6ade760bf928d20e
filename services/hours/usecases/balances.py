"""Opening balances: minutes of earlier systems, entries of the class `migrated`."""

from __future__ import annotations

from collections.abc import Sequence

from pymongo import UpdateOne

from services.hours import repository, schemas
from services.hours.domain import POLICY
from services.hours.usecases.entries import publish_entry
from shared import intake
from shared.intake import Line, Receipt
from shared.store.client import Document
from shared.store.transaction import Transaction

BALANCE = schemas.OpeningBalance()


def take_balances(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take opening balances of earlier systems in; each is credited as soon as its volunteer is known."""
    receipt = Receipt("opening_balances")
    entries = intake.read(transaction, lines, BALANCE, "balance_ref", receipt)
    new = intake.fresh(transaction, "balances", entries, receipt)
    documents = [{"_id": one.reference, **one.plain, **intake.origin(one)} for one in new]
    known = repository.volunteers(transaction, [one["volunteer_ref"] for one in documents])
    early = [one for one in documents if one["volunteer_ref"] not in known]
    for one in early:
        one["waits_for"] = one["volunteer_ref"]
    transaction["balances"].insert(documents)
    repository.await_documents(transaction, "volunteers", [one["volunteer_ref"] for one in early])
    credit_balances(transaction, [one for one in documents if "waits_for" not in one])
    receipt.save(transaction)
    return receipt


def credit_balances(transaction: Transaction, balances: Sequence[Document]) -> None:
    """Credit opening balances whose volunteers are known, in the region and on the day of their statement."""
    known = repository.volunteers(transaction, {one["volunteer_ref"] for one in balances})
    entries = [_entry(one, known[one["volunteer_ref"]]["number"]) for one in balances]
    transaction["ledger"].insert(entries)
    for entry in entries:
        publish_entry(transaction, entry, None)
    transaction["balances"].write(
        [UpdateOne({"_id": one["_id"]}, {"$unset": {"waits_for": ""}}) for one in balances if "waits_for" in one]
    )


def _entry(balance: Document, number: str) -> Document:
    return {
        "_id": f"opening:{balance['_id']}",
        "attendance_ref": None,
        "shift_ref": None,
        "volunteer": number,
        "minutes": balance["minutes"],
        "region_code": balance["region_code"],
        "day": balance["as_of"],
        "starts_at": None,
        "ends_at": None,
        "provenance": "migrated",
        "late": False,
        "policy": POLICY,
    }
