"""Use cases of consents: withdraw them, and follow who may receive. They are taken in as declared (kind.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from services.registry.consents import domain
from services.registry.consents.kind import CONSENTS, PARTNERS
from shared.copies import Copy
from shared.deciding import release
from shared.events.envelope import Event
from shared.lives import Facts, Record, take_step
from shared.store.transaction import Transaction


def withdraw(transaction: Transaction, reference: str, moment: dt.datetime, seen: str | None = None) -> Record:
    """Withdraw a consent; that is final. Nobody has to wait for the receiver: one that is held is withdrawn likewise.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """

    def change(facts: Facts) -> Facts:
        return domain.withdrawn(facts, moment)

    return take_step(
        transaction,
        CONSENTS,
        reference,
        seen,
        change,
        tell=domain.withdrawn_told,
        event="consent.withdrawn.v1",
        while_held=True,
        own=True,
    )


def _release(transaction: Transaction, partners: Mapping[str, Event | None]) -> None:
    """Decide on what waited for partners who are known now."""
    release(transaction, [CONSENTS], PARTNERS, partners)


KNOWN_PARTNERS = Copy(PARTNERS, ("partner.registered.v1",), "partner_ref", ("department",), then=_release)
"""The partners of incentives, as far as the registry needs them."""
