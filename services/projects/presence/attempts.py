"""Attempts to sign out by a code that nobody shows by mistake: refused, kept for review, and noted with the presence.

One to sign in leaves the same: the refused row, and the flag of whatever presence of that person and shift is told.
"""

from __future__ import annotations

from services.projects.presence import domain
from services.projects.presence.kind import PRESENCES
from services.projects.presence.telling import LOGGED
from shared import lives, waiting
from shared.intake.rows import INVALID, Receipt, Refusal
from shared.rules.faults import Fault
from shared.store.client import Document
from shared.store.transaction import Transaction


def note(transaction: Transaction, presence: Document, fault: Fault) -> None:
    """Keep who tried it at which shift, once for each reason; hours hears of the flag at once."""
    reference = presence["_id"]
    values = {name: presence[name] for name in PRESENCES.reviewed}
    receipt = Receipt(PRESENCES.name, source=transaction.source)
    line = f"sign-out/{reference}/{fault.reason}"
    receipt.refuse(Refusal(line, INVALID, 1, reference, fault.field, fault.reason, values))
    receipt.save(transaction)
    if waiting.is_known(presence):
        flags = sorted({*presence["flags"], domain.FRAUD_ATTEMPT})
        lives.take_step(
            transaction,
            PRESENCES,
            reference,
            None,
            lambda _: {"flags": flags},
            tell=domain.told,
            event=LOGGED,
            own=True,
        )
