"""What is stored of the days of service: the last of them is the default day of reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from shared.store.transaction import Store, Transaction


def note_days(transaction: Transaction, days: Iterable[dt.date]) -> None:
    """Remember the days on which minutes were credited.

    A document for each day, written once, rather than one with the last day, which every batch would fight for.
    """
    texts = {day.isoformat() for day in days}
    known = transaction["credited_days"].by_id(texts)
    transaction["credited_days"].insert([{"_id": text} for text in sorted(texts - known.keys())])


def last_day(store: Store) -> dt.date | None:
    """The last day with credited minutes; None before the first entry."""
    days = [document["_id"] for document in store.database["credited_days"].find()]
    return dt.date.fromisoformat(max(days)) if days else None
