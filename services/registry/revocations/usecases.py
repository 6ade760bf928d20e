"""Use cases about tokens: revoking one."""

from __future__ import annotations

import datetime as dt

from shared import clock
from shared.store import revocations
from shared.store.transaction import Transaction


def revoke(transaction: Transaction, jti: str) -> dt.datetime:
    """A token counts no longer, anywhere; when that was decided. Told again where it is asked for again."""
    now = clock.now()
    revocations.keep(transaction, {jti: now})
    transaction.publish(revocations.TYPE, jti, {"jti": jti, "revoked_at": clock.to_text(now)})
    return now
