"""Use cases of availability: take in what volunteers offer and tell of it."""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.availability import repository, schemas
from shared import intake
from shared.intake import Entry, Line, Receipt
from shared.store.transaction import Transaction

AVAILABILITY = schemas.Availability()


def offer_availability(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take in the parts of days that volunteers offer."""
    receipt = Receipt("availability")
    entries = intake.read(transaction, lines, AVAILABILITY, "volunteer_ref", receipt)
    keyed = [_keyed_offer(one) for one in entries]
    new = intake.fresh(transaction, repository.AVAILABILITY, keyed, receipt)
    repository.keep(transaction, new)
    for one in new:
        transaction.publish("availability.offered.v1", one.reference, one.plain)
    receipt.save(transaction)
    return receipt


def _keyed_offer(entry: Entry) -> Entry:
    """An offer's reference is what it offers: the same offer twice is one."""
    reference = f"{entry.plain['volunteer_ref']}:{entry.plain['date']}:{entry.plain['part_of_day']}"
    return Entry(entry.line, reference, entry.data, entry.plain, entry.digest)
