"""Use cases of partners: agree what one is told. They are taken in as declared (kind.py)."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence

from services.incentives.partners.kind import PARTNERS
from services.incentives.partners.repository import NOT_TOLD, TOLD
from shared.lives import Facts, Record, take_step
from shared.store.logbook import RELAY
from shared.store.transaction import Transaction

KEY_BYTES = 32


def _head(transaction: Transaction) -> int:
    """Where the service's log ends: what was before is not told."""
    found = transaction[RELAY].one(RELAY)
    return int(found["position"]) if found else 0


def agree(
    transaction: Transaction,
    reference: str,
    *,
    contact: str,
    purpose: str,
    types: Sequence[str],
    allowed: Sequence[str],
    known_by: str,
    endpoint: str | None = None,
    seen: str | None = None,
) -> Record:
    """Agree what a partner is told from the next event on. Its key is drawn once, so that pseudonyms stay.

    Args:
        endpoint: where it is sent that; the address may be a secret, and is sealed.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    contract = {"purpose": purpose, "types": sorted(set(types)), "allowed": sorted(set(allowed)), "known_by": known_by}

    def change(partner: Facts) -> Facts:
        key = partner.get("key") or base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
        since = partner["since"] if partner.get("is_told") == TOLD else _head(transaction)
        told = {"is_told": TOLD if types else NOT_TOLD, "since": since}
        where = {"endpoint": endpoint} if endpoint or "endpoint" in partner else {}
        return {"contract": contract, "contact": contact, "key": key, **where, **told}

    return take_step(
        transaction,
        PARTNERS,
        reference,
        seen,
        change,
        tell=lambda partner: {"partner_ref": reference, **contract},
        event="partner.agreed.v1",
    )
