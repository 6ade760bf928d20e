"""Use cases about tokens: revoking one, and all of a holder."""

from __future__ import annotations

import datetime as dt

from shared import clock
from shared.speaking import name_of
from shared.store import revocations
from shared.store.transaction import Transaction


def revoke(transaction: Transaction, jti: str) -> dt.datetime:
    """A token counts no longer, anywhere; when that was decided. Told again where it is asked for again."""
    now = clock.now()
    revocations.keep(transaction, {jti: now})
    transaction.publish(revocations.TYPE, jti, {"jti": jti, "revoked_at": clock.to_text(now)})
    return now


def revoke_holder(transaction: Transaction, source: str, subject: str) -> tuple[str, dt.datetime]:
    """All tokens of a source's subject that were made until now count no longer, anywhere; whose they are, and when."""
    now = clock.now()
    holder = revocations.holder_of(source, name_of(transaction.sealer, subject))
    revocations.keep_holders(transaction, {holder: now})
    transaction.publish(revocations.HOLDER_TYPE, holder, {"holder": holder, "revoked_at": clock.to_text(now)})
    return holder, now
