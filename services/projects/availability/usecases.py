"""Use cases of availability: take in what volunteers offer and tell of it."""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.availability.domain import volunteer_of
from services.projects.availability.kind import AVAILABILITY
from shared.deciding import take
from shared.erased import closed
from shared.forgetting import forget_refusals
from shared.intake.rows import Line, Receipt
from shared.store.transaction import Transaction


def offer_availability(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take in the parts of days that volunteers offer; of who is erased not even what was refused is kept."""
    receipt = take(transaction, AVAILABILITY, lines)
    refused = {one.reference: volunteer_of(one.reference) for one in receipt.refusals if one.reference}
    gone = closed(transaction, refused.values())
    late = [reference for reference, volunteer in refused.items() if volunteer in gone]
    forget_refusals(transaction, AVAILABILITY.name, "reference", late)
    return receipt
