"""What a handler makes of errors: whose fault they are decides whether messages wait, are halved, or are put aside."""

from __future__ import annotations

import pytest
from pymongo.errors import OperationFailure

from shared.events.catalogue import contract
from shared.events.envelope import Event
from shared.messaging.handler import BatchHandler
from shared.messaging.subscription import Delivery, StoreOutage
from shared.store.transaction import Transaction
from tests.integration.conftest import MakeStore
from tests.integration.test_relay import CREDITED

TYPE = "hours.credited.v1"
EXPIRED, UNAUTHORIZED = 290, 13


def deliveries(number: int) -> list[Delivery]:
    """Events of hours as they come from the broker."""
    events = [Event(TYPE, "hours", f"a-{one}", CREDITED) for one in range(number)]
    return [Delivery(None, tag, event.headers(), event.body()) for tag, event in enumerate(events, 1)]


def test_a_transaction_that_takes_too_long_is_halved(make_store: MakeStore) -> None:
    """The store gives a transaction 60 s: half of the batch may fit, and nothing is put aside."""
    store = make_store("matching")
    sizes = []

    def slow(transaction: Transaction, events: list[Event]) -> None:
        sizes.append(len(events))
        if len(events) > 2:
            raise OperationFailure("the transaction exceeded its lifetime", EXPIRED)

    BatchHandler(store, "matching.test", contract(TYPE), slow)(deliveries(5))
    assert sizes == [5, 2, 3, 1, 2]
    assert store.database["inbox"].count_documents({}) == 5
    assert store.database["dead_letters"].count_documents({}) == 0


def test_one_message_that_takes_too_long_waits(make_store: MakeStore) -> None:
    """What the store has no time for today is no poison."""
    store = make_store("matching")

    def slow(transaction: Transaction, events: list[Event]) -> None:
        raise OperationFailure("the transaction exceeded its lifetime", EXPIRED)

    with pytest.raises(StoreOutage):
        BatchHandler(store, "matching.test", contract(TYPE), slow)(deliveries(1))
    assert store.database["dead_letters"].count_documents({}) == 0


def test_a_store_that_refuses_the_service_buries_nothing(make_store: MakeStore) -> None:
    """A password that was changed too early is no fault of the messages."""
    store = make_store("matching")

    def refused(transaction: Transaction, events: list[Event]) -> None:
        raise OperationFailure("not authorized", UNAUTHORIZED)

    with pytest.raises(StoreOutage):
        BatchHandler(store, "matching.test", contract(TYPE), refused)(deliveries(3))
    assert store.database["dead_letters"].count_documents({}) == 0
