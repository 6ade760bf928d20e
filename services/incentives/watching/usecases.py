"""Use cases of watching over partners' feeds: what is shown of them, and what is measured."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from services.incentives.feeds.repository import position
from services.incentives.watching import repository
from services.incentives.watching.domain import Standing, seconds_since
from shared import clock
from shared.observability import metrics
from shared.store.logbook import Logbook
from shared.store.transaction import Store


def shown(store: Store) -> list[dict[str, Any]]:
    """How each partner's feed stands."""
    now = clock.now()
    return [_shown(one, now) for one in repository.standings(store.database)]


def _shown(one: Standing, now: dt.datetime) -> dict[str, Any]:
    facts = {name: getattr(one, name) for name in ("name", "end", "read", "unread", "read_at", "told_at")}
    seconds = round(one.unread_seconds(now), 3)
    return {**facts, "partner_ref": one.partner, "unread_seconds": seconds, "push": one.push and asdict(one.push)}


def measure(store: Store) -> None:
    """Set what is measured of partners' feeds; of a partner that is told nothing any more nothing is left."""
    now, standings = clock.now(), repository.standings(store.database)
    for gauge in (metrics.PARTNER_UNREAD, metrics.PARTNER_UNREAD_SECONDS, metrics.PARTNER_TOLD_AGE):
        gauge.clear()
    for one in standings:
        metrics.PARTNER_UNREAD.labels(store.service, one.partner).set(one.unread)
        metrics.PARTNER_UNREAD_SECONDS.labels(store.service, one.partner).set(one.unread_seconds(now))
        age = seconds_since(one.told_at, now)
        if age is not None:
            metrics.PARTNER_TOLD_AGE.labels(store.service, one.partner).set(age)
    behind = Logbook(store.database).head().position - position(store.database) if standings else 0
    metrics.PARTNERS_BEHIND.labels(store.service).set(max(behind, 0))
