"""How far partners were sent what they are told, as metrics by the partner's reference."""

from __future__ import annotations

from collections.abc import Iterable

from services.incentives.pushes.repository import Standing
from shared.observability import metrics

ALL = (
    metrics.PARTNER_TOLD,
    metrics.PARTNER_LAG,
    metrics.PARTNER_FAILURES,
    metrics.PARTNER_DISABLED,
    metrics.PARTNER_DELIVERED,
)


def show(service: str, standings: Iterable[Standing]) -> None:
    """Show these partners, and no others any more."""
    for metric in ALL:
        metric.clear()
    for one in standings:
        named = service, one.partner
        metrics.PARTNER_TOLD.labels(*named).set(one.end)
        if one.position is not None:
            metrics.PARTNER_LAG.labels(*named).set(one.lag)
            metrics.PARTNER_FAILURES.labels(*named).set(one.failures)
            metrics.PARTNER_DISABLED.labels(*named).set(bool(one.disabled))
        if one.last_delivery is not None:
            metrics.PARTNER_DELIVERED.labels(*named).set(one.last_delivery.timestamp())
