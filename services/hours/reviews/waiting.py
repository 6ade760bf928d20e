"""What waits for who asks: presences on which that one may decide, those first that are due first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from services.hours.attendance.deciders import decidable
from services.hours.attendance.domain import OPEN
from services.hours.attendance.repository import WAITING
from services.hours.shifts import repository as shifts
from shared import clock, lists
from shared.lists import After
from shared.store.client import Document
from shared.store.transaction import Store
from shared.where import Where

AT_ONCE = 200
"""What waits that is looked through together."""
DUE = "due_on"


class Asking(NamedTuple):
    """Who asks.

    Attributes:
        where: where that one may act.
        source: whose records alone; None for all.
    """

    subject: str
    where: Where
    source: str | None


def waiting(store: Store, asking: Asking, limit: int, after: After | None = None) -> list[dict[str, Any]]:
    """Up to `limit` of them."""
    found = list(islice(_waiting(store, asking, after), limit))
    ends = shifts.ends(store.database, {one["facts"]["shift_ref"] for one in found if one["reason"] == OPEN})
    return [_shown(one, clock.today(), ends) for one in found]


def _waiting(store: Store, asking: Asking, after: After | None) -> Iterator[Document]:
    while some := _page(store, asking, after):
        yield from store.transact(lambda transaction: decidable(transaction, some, asking.subject, asking.where))
        after = After(some[-1][DUE], some[-1][WAITING.key])


def _page(store: Store, asking: Asking, after: After | None) -> list[Document]:
    limits: dict[str, Any] = {"source": asking.source, "where": asking.where}
    return lists.page(store.database, WAITING, {}, AT_ONCE, after=after, sort=DUE, **limits)


def _shown(one: Document, today: dt.date, ends: Mapping[str, str]) -> dict[str, Any]:
    facts = one["facts"]
    named = {name: facts[name] for name in ("shift_ref", "checked_in_at", "checked_out_at", "method", "recorded_by")}
    return {
        "attendance_ref": one["_id"],
        **named,
        **{name: one[name] for name in ("reason", "volunteer", DUE, "approvals")},
        "region_code": one["of_region"],
        "organisation_ref": one["of_organisation"],
        "overdue": today.isoformat() > one[DUE],
        "proposed_end": ends.get(facts["shift_ref"]) if one["reason"] == OPEN else None,
    }
