"""Use cases of licences and insurance: the steps of their lives. They are taken in as declared (kind.py)."""

from __future__ import annotations

import datetime as dt

from services.registry.credentials import domain
from services.registry.credentials.kind import INSURANCE, LICENCES
from services.registry.volunteers.oneself import must_not_be_oneself
from shared.lives import Facts, Record, take_step
from shared.rules.ends import ended
from shared.store.transaction import Transaction


def verify_licence(transaction: Transaction, reference: str, answer: bool, seen: str | None = None) -> Record:
    """The issuer's answer about a licence.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults; nobody answers for their own.
    """

    def change(facts: Facts) -> Facts:
        must_not_be_oneself(transaction, facts["volunteer"], facts["volunteer_ref"])
        return {"verified": answer}

    return take_step(transaction, LICENCES, reference, seen, change, tell=domain.licence_told)


def end_licence(transaction: Transaction, reference: str, last: dt.date, seen: str | None = None) -> Record:
    """Set the last day of a licence.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """

    def change(facts: Facts) -> Facts:
        return ended(facts, "valid_from", "valid_to", last)

    return take_step(transaction, LICENCES, reference, seen, change, tell=domain.licence_told)


def end_insurance(transaction: Transaction, reference: str, last: dt.date, seen: str | None = None) -> Record:
    """Set the last day that an insurance covers.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """

    def change(facts: Facts) -> Facts:
        return ended(facts, "from", "to", last)

    return take_step(transaction, INSURANCE, reference, seen, change, tell=domain.insurance_told)
