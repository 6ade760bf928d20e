"""Use cases of needs and offers: close them, and show who gives what. They are taken in as declared (kind.py)."""

from __future__ import annotations

import datetime as dt

from services.matching.resources import domain
from services.matching.resources.kind import NEEDS, OFFERS
from shared import lives
from shared.lives import Record
from shared.store.transaction import Transaction


def close_need(transaction: Transaction, reference: str, day: dt.date, seen: str | None = None) -> Record:
    """Say the last day of a need.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    return lives.take_step(
        transaction,
        NEEDS,
        reference,
        seen,
        lambda need: domain.closed(need, day),
        tell=domain.told_of_need,
        event="need.closed.v1",
    )


def close_offer(transaction: Transaction, reference: str, day: dt.date, seen: str | None = None) -> Record:
    """Say the last day of an offer.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    return lives.take_step(
        transaction,
        OFFERS,
        reference,
        seen,
        lambda offer: domain.closed(offer, day),
        tell=domain.told_of_offer,
        event="offer.withdrawn.v1",
    )
