"""What happens to a batch: decoded, told from copies, handled in one transaction; poison is found and put aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog

from shared.events.contract import Contract
from shared.events.envelope import Event, from_message
from shared.messaging import dead_letters
from shared.messaging.subscription import Delivery, StoreOutage
from shared.observability import metrics
from shared.store import inbox
from shared.store.client import is_outage
from shared.store.transaction import Store, Transaction

log = structlog.get_logger()
UseCase = Callable[[Transaction, list[Event]], None]


class BatchHandler:
    """Settles batches of one queue for good: handled, or in the dead letters.

    Args:
        use_inbox: False where a business key makes the use case idempotent by itself.
    """

    def __init__(
        self, store: Store, queue: str, contract: Contract, use_case: UseCase, *, use_inbox: bool = True
    ) -> None:
        self._store, self._queue, self._contract = store, queue, contract
        self._use_case, self._use_inbox = use_case, use_inbox

    def __call__(self, deliveries: Sequence[Delivery]) -> None:
        """Settle a batch.

        Raises:
            StoreOutage: the store is away; nothing is settled that is not committed.
        """
        with metrics.handling(self._store.service, self._contract.type, len(deliveries)):
            self._settle([self._decoded(delivery) for delivery in deliveries])

    def _settle(self, pairs: Sequence[tuple[Delivery, Event | Exception]]) -> None:
        for delivery, outcome in pairs:
            if isinstance(outcome, Exception):
                self._bury(delivery, outcome)
        good = [(delivery, outcome) for delivery, outcome in pairs if isinstance(outcome, Event)]
        if good:
            self._handle_or_halve(good)

    def _handle_or_halve(self, pairs: Sequence[tuple[Delivery, Event]]) -> None:
        try:
            self._store.transact(lambda transaction: self._handle(transaction, [event for _, event in pairs]))
        except Exception as error:
            if is_outage(error) or isinstance(error, StoreOutage):
                raise StoreOutage(f"{type(error).__name__}: {error}") from error
            if len(pairs) == 1:
                self._bury(pairs[0][0], error)
                return
            middle = len(pairs) // 2
            self._handle_or_halve(pairs[:middle])
            self._handle_or_halve(pairs[middle:])

    def _handle(self, transaction: Transaction, events: list[Event]) -> None:
        fresh = inbox.admit(transaction, events) if self._use_inbox else _each_once(events)
        if len(fresh) < len(events):
            metrics.DUPLICATES.labels(self._store.service, self._contract.type).inc(len(events) - len(fresh))
        if fresh:
            self._use_case(transaction, fresh)

    def _decoded(self, delivery: Delivery) -> tuple[Delivery, Event | Exception]:
        try:
            event = from_message(delivery.headers, delivery.body)
            self._contract.check_event(event)
        except Exception as error:
            return delivery, error
        return delivery, event

    def _bury(self, delivery: Delivery, error: BaseException) -> None:
        try:
            dead_letters.keep(self._store.database, self._queue, delivery, error)
        except Exception as failure:
            raise StoreOutage(f"{type(failure).__name__}: {failure}") from failure
        metrics.DEAD_LETTERS.labels(self._store.service, self._contract.type).inc()
        log.error("dead letter", queue=self._queue, error=type(error).__name__)


def _each_once(events: Sequence[Event]) -> list[Event]:
    return list({event.id: event for event in events}.values())
