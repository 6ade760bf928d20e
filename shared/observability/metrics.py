"""Metrics in Prometheus form, by service and type of event; the names follow OpenTelemetry's messaging conventions."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Gauge, Histogram

LABELS = ("service", "type")
CONSUMED = Counter("messaging_client_consumed_messages", "Messages that were settled", LABELS)
PUBLISHED = Counter("messaging_client_sent_messages", "Events that the broker confirmed", ("service",))
DURATION = Histogram("messaging_process_duration_seconds", "Time to settle a batch", LABELS)
BATCH = Histogram("kapok_batch_messages", "Messages in a batch", LABELS, buckets=(1, 2, 5, 10, 50, 100, 200, 500, 1000))
DUPLICATES = Counter("kapok_inbox_duplicates", "Messages that had been handled before", LABELS)
DEAD_LETTERS = Counter("kapok_dead_letters", "Messages that were put aside", LABELS)
BROKER_BLOCKED = Gauge("kapok_relay_blocked", "1 while the broker blocks the relay", ("service",))
REQUESTS = Histogram("http_server_request_duration_seconds", "HTTP requests", ("service", "method", "status"))


@contextmanager
def handling(service: str, event_type: str, messages: int) -> Iterator[None]:
    """Measure the settling of a batch."""
    started = time.perf_counter()
    yield
    DURATION.labels(service, event_type).observe(time.perf_counter() - started)
    BATCH.labels(service, event_type).observe(messages)
    CONSUMED.labels(service, event_type).inc(messages)
