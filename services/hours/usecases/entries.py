"""New entries of the ledger, as the other services hear of them."""

from __future__ import annotations

from shared import clock
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.transaction import Transaction


def publish_entry(transaction: Transaction, entry: Document, cause: Event | None) -> None:
    """Tell of a new entry of the ledger."""
    data = {name: value for name, value in entry.items() if name != "_id"}
    for name in ("starts_at", "ends_at"):
        data[name] = clock.to_text(data[name]) if data[name] else None
    transaction.publish("hours.credited.v1", entry["_id"], {"entry": entry["_id"], **data}, cause=cause)
