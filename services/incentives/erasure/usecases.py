"""Volunteers are erased: the rows of every kind that name them go, however late they come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from services.incentives.kinds import KINDS
from services.incentives.nominations import usecases as nominations
from services.incentives.reports import repository as reports
from shared import forgetting
from shared.events.envelope import Event
from shared.store.transaction import Store, Transaction


def forget_rows(transaction: Transaction, events: Sequence[Event]) -> None:
    """Forget the rows that name volunteers who are erased; only hashes of numbers and references are kept."""
    references = {ref for event in events for ref in (event.data["volunteer_ref"], *event.data.get("other_refs", ()))}
    numbers = {event.data["volunteer"] for event in events}
    forgetting.erase(transaction, numbers, references)
    nominations.forget_filings(transaction, numbers)
    forgetting.forget(transaction, references | numbers)
    _forget(transaction, references | numbers)


def forget_again(store: Store, now: dt.datetime) -> int:
    """Forget what was being taken in while an erasure was heard; of how many references."""
    return forgetting.forget_again(store, now, _forget)


def _forget(transaction: Transaction, references: Collection[str]) -> None:
    nominations.forget(transaction, references)
    reports.forget(transaction, references)
    for kind in KINDS:
        forgetting.forget_rows(transaction, kind, references)
