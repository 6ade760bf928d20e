"""Use cases of watching over partners' feeds: what is shown of them, and what is measured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from prometheus_client import Gauge

from services.incentives.feeds.repository import position
from services.incentives.watching import repository
from services.incentives.watching.domain import Standing, seconds_since
from shared import clock
from shared.observability import metrics
from shared.store.logbook import Logbook
from shared.store.transaction import Store

GAUGES = (
    metrics.PARTNER_TOLD,
    metrics.PARTNER_TOLD_AGE,
    metrics.PARTNER_UNREAD,
    metrics.PARTNER_UNREAD_SECONDS,
    metrics.PARTNER_PASSED,
    metrics.PARTNER_PASSED_SECONDS,
    metrics.PARTNER_FAILURES,
    metrics.PARTNER_DISABLED,
    metrics.PARTNER_DELIVERED,
)


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
    for gauge in GAUGES:
        gauge.clear()
    for one in standings:
        for gauge, value in _measured(one, now):
            if value is not None:
                gauge.labels(store.service, one.partner).set(value)
    behind = Logbook(store.database).head().position - position(store.database) if standings else 0
    metrics.PARTNERS_BEHIND.labels(store.service).set(max(behind, 0))


def _measured(one: Standing, now: dt.datetime) -> Iterator[tuple[Gauge, float | None]]:
    """Each figure of a partner's feed; None where there is none."""
    yield metrics.PARTNER_TOLD, one.end
    yield metrics.PARTNER_TOLD_AGE, seconds_since(one.told_at, now)
    yield metrics.PARTNER_UNREAD, one.unread
    yield metrics.PARTNER_UNREAD_SECONDS, one.unread_seconds(now)
    yield metrics.PARTNER_PASSED, one.passed
    yield metrics.PARTNER_PASSED_SECONDS, seconds_since(one.passed_since, now) or 0.0
    if one.push:
        yield metrics.PARTNER_FAILURES, one.push.failures
        yield metrics.PARTNER_DISABLED, bool(one.push.disabled)
        delivered = one.push.last_delivery
        yield metrics.PARTNER_DELIVERED, delivered.timestamp() if delivered else None
