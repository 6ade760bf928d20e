"""Use cases of affiliations: the steps of their life. They are taken in as declared (kind.py)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from services.registry.affiliations import domain
from services.registry.affiliations.kind import AFFILIATIONS
from shared.lives import Facts, Record, take_step
from shared.rules.ends import ended
from shared.store.transaction import Transaction


def end(transaction: Transaction, reference: str, last: dt.date, seen: str | None = None) -> Record:
    """Set the last day of an affiliation.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """

    def change(facts: Facts) -> Facts:
        return ended(facts, "from", "to", last)

    return take_step(transaction, AFFILIATIONS, reference, seen, change, tell=domain.told)


def correct(transaction: Transaction, reference: str, facts: dict[str, Any], seen: str | None = None) -> Record:
    """Put right what was recorded wrongly: kind, stage, from and to, as JSON values.

    Raises:
        Unknown, Stale: see shared.rules.faults.
    """
    return take_step(transaction, AFFILIATIONS, reference, seen, lambda _: facts, tell=domain.told)
