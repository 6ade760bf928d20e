"""Use cases of availability: take in what volunteers offer and tell of it."""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.availability.kind import AVAILABILITY
from shared.deciding import take
from shared.intake.rows import Line, Receipt
from shared.store.transaction import Transaction


def offer_availability(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take in the parts of days that volunteers offer."""
    return take(transaction, AVAILABILITY, lines)
