"""Metrics in Prometheus form, by service and type of event; docs/observability.md says what each means.

Names and labels follow OpenTelemetry's messaging and HTTP conventions, written as its Prometheus compatibility asks:
`messaging.process.duration` in seconds is `messaging_process_duration_seconds`. What they have no word for begins with
`kapok_`. Nothing here asks the store or the broker: a scrape answers at once, whatever is away.
"""

from __future__ import annotations

import prometheus_client
from prometheus_client import Counter, Gauge, Histogram

SERVICE, TYPE, PARTNER = "service", "type", "partner"
OPERATION = ("messaging_system", "messaging_operation_name", "messaging_destination_name")
ERROR = "error_type"
"""Empty for what went well."""
SYSTEM = "rabbitmq"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
"""The bounds that the conventions ask for."""

# The moment at which each series began is not worth a second series beside it.
prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]

SENT = Counter(
    "messaging_client_sent_messages",
    "Events that were sent; confirmed without an error",
    (SERVICE, TYPE, *OPERATION, ERROR),
)
CONSUMED = Counter(
    "messaging_client_consumed_messages", "Messages that were settled", (SERVICE, TYPE, *OPERATION, ERROR)
)
OPERATION_DURATION = Histogram(
    "messaging_client_operation_duration_seconds",
    "Time to send a batch until all of it is confirmed",
    (SERVICE, *OPERATION, ERROR),
    buckets=SECONDS,
)
PROCESS_DURATION = Histogram(
    "messaging_process_duration_seconds", "Time to settle a batch", (SERVICE, TYPE, *OPERATION, ERROR), buckets=SECONDS
)
BATCH = Histogram(
    "kapok_batch_messages", "Messages in a batch", (SERVICE, TYPE), buckets=(1, 2, 5, 10, 50, 100, 200, 500, 1000)
)
DUPLICATES = Counter("kapok_inbox_duplicates", "Messages that had been handled before", (SERVICE, TYPE))
RETRIES = Counter("kapok_retries", "Batches that are handled again, whole or in halves", (SERVICE, TYPE, "reason"))
DEAD_LETTERS = Counter("kapok_dead_letters", "Messages that were put aside", (SERVICE, TYPE))
DEAD_LETTERS_KEPT = Gauge("kapok_dead_letters_kept", "Dead letters that the service's database holds", (SERVICE,))
RECONNECTS = Counter("kapok_broker_reconnects", "Connections to the broker that were lost", (SERVICE, "connection"))
BROKER_BLOCKED = Gauge("kapok_relay_blocked", "1 while the broker blocks the relay", (SERVICE,))
OUTBOX_AGE = Gauge("kapok_outbox_age_seconds", "Age of the oldest commit that waits for the relay", (SERVICE,))
OUTBOX_COMMITS = Gauge("kapok_outbox_commits", "Commits that the relay's last round found waiting", (SERVICE,))
UNSEALED = Gauge(
    "kapok_unsealed_seconds",
    "Since when a worker does not know that every entry of the ledger has its seal",
    (SERVICE,),
)
PARTNER_TOLD = Gauge(
    "kapok_partner_told_events", "Events that a partner was told: where its log ends", (SERVICE, PARTNER)
)
PARTNER_FAILURES = Gauge(
    "kapok_partner_failures", "Attempts to send a partner anything that failed in a row", (SERVICE, PARTNER)
)
PARTNER_DISABLED = Gauge("kapok_partner_disabled", "1 while a partner is sent nothing any more", (SERVICE, PARTNER))
PARTNER_DELIVERED = Gauge(
    "kapok_partner_last_delivery_timestamp_seconds", "When a partner took a batch the last time", (SERVICE, PARTNER)
)
PARTNER_UNREAD = Gauge(
    "kapok_partner_unread_events",
    "Events that a partner was told and neither has read nor was sent",
    (SERVICE, PARTNER),
)
PARTNER_UNREAD_SECONDS = Gauge(
    "kapok_partner_unread_seconds", "Age of the oldest event that a partner has not read", (SERVICE, PARTNER)
)
PARTNER_TOLD_AGE = Gauge(
    "kapok_partner_told_age_seconds", "Age of the last event that a partner was told", (SERVICE, PARTNER)
)
PARTNER_PASSED = Gauge(
    "kapok_partner_passed_over_events",
    "Events of the types of a partner's contract that were not for it since it was told anything",
    (SERVICE, PARTNER),
)
PARTNER_PASSED_SECONDS = Gauge(
    "kapok_partner_passed_over_seconds", "Age of the first of these; 0 where there is none", (SERVICE, PARTNER)
)
PARTNERS_BEHIND = Gauge("kapok_partners_behind_events", "Events that nobody has looked at yet for partners", (SERVICE,))
REQUESTS = Histogram(
    "http_server_request_duration_seconds",
    "HTTP requests",
    (SERVICE, "http_request_method", "http_route", "http_response_status_code"),
    buckets=SECONDS,
)
