"""What happens to messages on their way, measured and traced by OpenTelemetry's messaging conventions.

For RabbitMQ they name a destination `{exchange}:{routing key}`, for consumers `{exchange}:{routing key}:{queue}`.
"""

from __future__ import annotations

import dataclasses
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from shared.events.contract import Contract
from shared.events.envelope import PREFIX, Event
from shared.messaging.subscription import Delivery
from shared.messaging.topology import exchange_of
from shared.observability import metrics, tracing

TRACEPARENT = f"{PREFIX}traceparent"
STORE_OUTAGE, TOO_MUCH, SEARCH = "store_outage", "too_much_for_a_transaction", "search_for_poison"
"""Why a batch is handled again."""
LONGEST_NAME = 64


class Consumer:
    """One subscription's figures and spans."""

    def __init__(self, service: str, queue: str, contract: Contract) -> None:
        self._destination = f"{exchange_of(contract.source)}:{contract.type}:{queue}"
        self._labels = (service, contract.type)
        self._operation = (*self._labels, metrics.SYSTEM, "process", self._destination)
        self._span = (service, f"process {self._destination}", tracing.CONSUMER)
        self._attributes = {
            **_attributes("process", self._destination),
            "messaging.rabbitmq.destination.routing_key": contract.type,
        }

    @contextmanager
    def processing(self, deliveries: Sequence[Delivery]) -> Iterator[Processing]:
        """Measure and trace the settling of a batch; whatever leaves it is an error of the whole batch."""
        started, error_type = time.perf_counter(), ""
        traceparents = [_traceparent(one) for one in deliveries]
        try:
            with tracing.batch(*self._span, traceparents, self._attributes) as batch:
                yield (work := Processing(self, batch))
                metrics.CONSUMED.labels(*self._operation, "").inc(len(deliveries) - work.failures)
                metrics.BATCH.labels(*self._labels).observe(len(deliveries))
        except BaseException as error:
            error_type = type(error).__name__
            raise
        finally:
            elapsed = time.perf_counter() - started
            metrics.PROCESS_DURATION.labels(*self._operation, error_type).observe(elapsed)

    def put_aside(self, error_type: str) -> None:
        """A message went to the dead letters."""
        metrics.DEAD_LETTERS.labels(*self._labels).inc()
        metrics.CONSUMED.labels(*self._operation, error_type).inc()

    def handled_before(self, messages: int) -> None:
        """Messages turned out to be copies."""
        metrics.DUPLICATES.labels(*self._labels).inc(messages)

    def tries_again(self, reason: str) -> None:
        """A batch is handled again, whole or in halves."""
        metrics.RETRIES.labels(*self._labels, reason).inc()


class Processing:
    """One batch that is being settled."""

    def __init__(self, consumer: Consumer, batch: tracing.Batch) -> None:
        self._consumer, self._batch = consumer, batch
        self.failures = 0

    def following(self, event: Event) -> Event:
        """The event as the use case gets it: what it causes continues its trace from the span that handles it."""
        following = self._batch.next.get(event.traceparent) if event.traceparent else None
        return event if following is None else dataclasses.replace(event, traceparent=following)

    def put_aside(self, delivery: Delivery, error: BaseException) -> None:
        """A message went to the dead letters."""
        self.failures += 1
        self._consumer.put_aside(type(error).__name__)
        self._batch.fail(_traceparent(delivery), type(error).__name__)


@contextmanager
def sending(service: str, events: Sequence[Event]) -> Iterator[None]:
    """Measure and trace the publishing of events, until all are confirmed."""
    exchange = exchange_of(service)
    started, error_type = time.perf_counter(), ""
    span = (service, f"send {exchange}", tracing.PRODUCER)
    try:
        with tracing.batch(*span, [one.traceparent for one in events], _attributes("send", exchange)):
            yield
    except BaseException as error:
        error_type = type(error).__name__
        raise
    finally:
        elapsed, operation = time.perf_counter() - started, (metrics.SYSTEM, "send")
        metrics.OPERATION_DURATION.labels(service, *operation, exchange, error_type).observe(elapsed)
        for event_type, count in Counter(one.type for one in events).items():
            destination = f"{exchange}:{event_type}"
            metrics.SENT.labels(service, event_type, *operation, destination, error_type).inc(count)


def names(delivery: Delivery) -> dict[str, str]:
    """What finds a message again in logs and traces: the ids of its event, of its chain, and of its trace."""
    trace = (_traceparent(delivery) or "").split("-")
    found = {"trace_id": trace[1]} if len(trace) > 2 else {}
    known = {name: delivery.headers.get(f"{PREFIX}{name}") for name in ("id", "correlationid")}
    return {**found, **{name: str(value)[:LONGEST_NAME] for name, value in known.items() if value}}


def _traceparent(delivery: Delivery) -> str | None:
    found = delivery.headers.get(TRACEPARENT)
    return found if isinstance(found, str) else None


def _attributes(operation: str, destination: str) -> dict[str, str]:
    return {
        "messaging.system": metrics.SYSTEM,
        "messaging.operation.name": operation,
        "messaging.operation.type": operation,
        "messaging.destination.name": destination,
    }
