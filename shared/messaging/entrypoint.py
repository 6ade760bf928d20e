"""`@on_events`, the only way to subscribe: a nameko entrypoint that calls a service method once for each batch.

The method gets the transaction and the batch: `def record(self, transaction, events)`. It returns, and all is committed
and acknowledged; it raises, and the batch is halved until the poison message stands alone in the dead letters.

Who has nothing to do takes what comes at once, since batches form by themselves while one is in hand. What has time is
subscribed to `at_leisure`: its queue is worked off in large batches when the process's other handlers have nothing to
do. What takes long elsewhere, such as in a process of its own, is subscribed to `apart`: one message at a time, beside
all other handlers, and none is kept waiting here that another worker could take (docs/adr/0053).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from eventlet.event import Event as Signal
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint

from shared.events.catalogue import contract
from shared.events.envelope import Event
from shared.messaging.handler import BatchHandler
from shared.messaging.shared_connection import SharedConnection
from shared.messaging.subscription import Delivery, StoreOutage, Subscription
from shared.messaging.topology import queue_of
from shared.messaging.turns import Leisure, Turns
from shared.store.transaction import Store, Transaction

STOP_SECONDS = 6.0


class OnEvents(Entrypoint):  # type: ignore[misc]
    """See the module; the arguments are those of `on_events`."""

    def __init__(
        self,
        source: str,
        event_type: str,
        *,
        batch: int = 500,
        use_inbox: bool = True,
        at_leisure: bool = False,
        apart: bool = False,
        **kwargs: Any,
    ) -> None:
        self.source, self.event_type, self.use_inbox = source, event_type, use_inbox
        self.batch, self.at_leisure, self.apart = 1 if apart else batch, at_leisure, apart
        self.subscription: Subscription | None = None
        # nameko would log each failed attempt with its traceback; the handler tells what becomes of a batch.
        super().__init__(expected_exceptions=(Exception,), **kwargs)

    def setup(self) -> None:
        """Put the parts together; nothing is connected yet."""
        agreed = contract(self.event_type)
        subscriber, store = self.container.service_name, self._store()
        if agreed.source != self.source or subscriber not in agreed.listeners:
            raise ValueError(f"the catalogue has no {self.event_type} of {self.source} for {subscriber}")
        queue = queue_of(subscriber, self.event_type)
        handler = BatchHandler(store, queue, agreed, self._call_method, use_inbox=self.use_inbox)
        turns: Turns = self.container.config["turns"][subscriber]
        leisure = Leisure(turns, self.batch) if self.at_leisure else None

        def handle_in_turn(deliveries: Sequence[Delivery]) -> None:
            # A service's handlers write on the same documents: side by side in one process they would mostly be in each
            # other's way and be run again. More workers are more processes.
            with leisure.taken(len(deliveries)) if leisure else nullcontext() if self.apart else turns.taken():
                handler(deliveries)

        self.subscription = Subscription(
            self._connection(),
            subscriber,
            agreed,
            handle_in_turn,
            handler.read,
            batch=self.batch,
            ahead=1 if self.apart else 2 * self.batch,
            leisure=leisure,
        )
        self.container.config["probes"][f"queue {queue}"] = self._problem

    def start(self) -> None:
        """Begin to consume."""
        assert self.subscription is not None
        self._connection().join(self.subscription)
        self.container.spawn_managed_thread(self.subscription.work, identifier=f"handle {self.event_type}")

    def stop(self) -> None:
        """Finish the batch in hand."""
        assert self.subscription is not None
        self.subscription.stop(STOP_SECONDS)

    def _problem(self) -> str | None:
        return self.subscription.problem if self.subscription else None

    def _connection(self) -> SharedConnection:
        connection: SharedConnection = self.container.config["connection"]
        return connection

    def _store(self) -> Store:
        store: Store = self.container.config["stores"][self.container.service_name]
        return store

    def _call_method(self, transaction: Transaction, events: list[Event]) -> None:
        outcome = Signal()

        def report(context: Any, result: Any, error: Any) -> tuple[Any, Any]:
            outcome.send(error)
            return result, None

        try:
            self.container.spawn_worker(self, (transaction, events), {}, handle_result=report)
        except ContainerBeingKilled as killed:
            raise StoreOutage("this process is being killed") from killed
        error = outcome.wait()
        if error is not None:
            raise error[1].with_traceback(error[2])


on_events = OnEvents.decorator
