"""Use cases of terms of office: end one earlier. They are taken in as declared (kind.py)."""

from __future__ import annotations

import datetime as dt

from services.registry.terms.domain import ended, told
from services.registry.terms.kind import TERMS
from shared.lives import Record, take_step
from shared.store.transaction import Transaction


def end_term(transaction: Transaction, reference: str, last: dt.date, seen: str | None = None) -> Record:
    """Set an earlier last day of a term.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    return take_step(transaction, TERMS, reference, seen, lambda term: ended(term, last), tell=told)
