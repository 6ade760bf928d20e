"""What happens to a batch: decoded, told from copies, handled in one transaction; poison is found and put aside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog

from shared.events.contract import Contract
from shared.events.envelope import Event, from_message
from shared.messaging import dead_letters, flow
from shared.messaging.subscription import Delivery, StoreOutage
from shared.store import inbox
from shared.store.client import is_outage, is_too_much
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
        self._consumer = flow.Consumer(store.service, queue, contract)

    def __call__(self, deliveries: Sequence[Delivery]) -> None:
        """Settle a batch.

        Raises:
            StoreOutage: the store is away; nothing is settled that is not committed.
        """
        with self._consumer.processing(deliveries) as work:
            self._settle(
                work,
                [(delivery, delivery.content or self.read(delivery.headers, delivery.body)) for delivery in deliveries],
            )

    def read(self, headers: Mapping[str, Any], body: bytes | str) -> Event | Exception:
        """The event in a message, or why there is none; asked as it comes, while the batch before is in hand."""
        try:
            event = from_message(headers, body)
            self._contract.check_event(event)
        except Exception as error:
            return error
        return event

    def _settle(self, work: flow.Processing, pairs: Sequence[tuple[Delivery, Event | Exception]]) -> None:
        for delivery, outcome in pairs:
            if isinstance(outcome, Exception):
                self._bury(work, delivery, outcome)
        good = [(delivery, work.following(outcome)) for delivery, outcome in pairs if isinstance(outcome, Event)]
        if good:
            self._handle_or_halve(work, good)

    def _handle_or_halve(self, work: flow.Processing, pairs: Sequence[tuple[Delivery, Event]]) -> None:
        try:
            self._store.transact(lambda transaction: self._handle(transaction, [event for _, event in pairs]))
        except Exception as error:
            divisible = len(pairs) > 1 and is_too_much(error)
            if isinstance(error, StoreOutage) or (is_outage(error) and not divisible):
                self._consumer.tries_again(flow.STORE_OUTAGE)
                raise StoreOutage(f"{type(error).__name__}: {error}") from error
            if len(pairs) == 1:
                self._bury(work, pairs[0][0], error)
                return
            self._consumer.tries_again(flow.TOO_MUCH if is_too_much(error) else flow.SEARCH)
            middle = len(pairs) // 2
            self._handle_or_halve(work, pairs[:middle])
            self._handle_or_halve(work, pairs[middle:])

    def _handle(self, transaction: Transaction, events: list[Event]) -> None:
        fresh = inbox.admit(transaction, events) if self._use_inbox else _each_once(events)
        if fresh:
            self._use_case(transaction, fresh)
        inbox.note(transaction, events)
        copies = len(events) - len(fresh) + transaction.copies
        if copies:
            self._consumer.handled_before(copies)

    def _bury(self, work: flow.Processing, delivery: Delivery, error: BaseException) -> None:
        try:
            dead_letters.keep(self._store, self._queue, delivery, error)
        except Exception as failure:
            raise StoreOutage(f"{type(failure).__name__}: {failure}") from failure
        work.put_aside(delivery, error)
        log.error("dead letter", queue=self._queue, error=type(error).__name__, **flow.names(delivery))


def _each_once(events: Sequence[Event]) -> list[Event]:
    return list({event.id: event for event in events}.values())
