"""docs/events.md: its code, from the first day of a v2 to the last of its v1, with a real broker and store."""

from __future__ import annotations

from typing import Any

import pytest
from kombu.connection import Connection

from shared.events.catalogue import CATALOGUE, contract
from shared.events.envelope import from_message, from_structured
from shared.messaging import topology
from shared.messaging.handler import BatchHandler
from shared.messaging.publisher import Publisher
from shared.messaging.relay import Relay
from shared.messaging.subscription import Delivery
from shared.store import outbox
from shared.store.migrations import collection
from shared.store.transaction import Store
from tests.contract import shapes
from tests.integration.conftest import MakeStore
from tests.markdown import blocks

OLD, NEW = "hours.credited.v1", "hours.credited.v2"
ENTRY: dict[str, Any] = {
    "entry": "a-1",
    "volunteer": "KV0123456789AB",
    "minutes": 210,
    "region_code": "440100",
    "day": "2018-02-14",
    "intervals": [
        {"starts_at": "2018-02-14T00:00:00Z", "ends_at": "2018-02-14T02:00:00Z"},
        {"starts_at": "2018-02-14T02:30:00Z", "ends_at": "2018-02-14T04:00:00Z"},
    ],
    "provenance": "measured",
    "late": False,
    "policy": {"name": "attendance/guangdong", "version": 1},
}


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the document's code defines, with its new type in the catalogue."""
    names: dict[str, Any] = {"__name__": "example"}
    for block in blocks("docs/events.md", "python"):
        exec(compile(block, "docs/events.md", "exec"), names)  # noqa: S102 (it is our own document)
    monkeypatch.setitem(CATALOGUE, NEW, names["HOURS_CREDITED_V2"])
    return names


def taken(broker_uri: str, event_type: str) -> list[Delivery]:
    """What waits for incentives in the queue of a type, taken out."""
    found = []
    with Connection(broker_uri) as connection:
        channel = connection.channel()
        while message := channel.basic_get(topology.queue_of("incentives", event_type), no_ack=True):
            found.append(Delivery(None, message.delivery_tag, message.headers, message.body))
    return found


def tell(store: Store, broker_uri: str, publish: Any, *arguments: Any) -> None:
    """Commit, and let the relay publish."""
    store.transact(lambda transaction: publish(transaction, *arguments))
    publisher = Publisher(broker_uri, "hours")
    relay = Relay(store, publisher)
    assert relay.round()
    relay.release()
    publisher.drop()


def test_a_new_version_comes_and_the_old_one_goes(
    example: dict[str, Any], make_store: MakeStore, broker_uri: str
) -> None:
    """Both are told, a listener of both counts an entry once, and what was told of the old one stays readable."""
    topology.declare(broker_uri)
    hours, incentives = make_store("hours"), make_store("incentives")
    collection(incentives.database, "noted")
    handlers = {
        one: BatchHandler(
            incentives, topology.queue_of("incentives", one), contract(one), example["note_entries"], use_inbox=False
        )
        for one in (OLD, NEW)
    }
    tell(hours, broker_uri, example["publish_entry"], ENTRY, "a-1", "shift-1")
    for event_type in (NEW, OLD):
        (delivery,) = taken(broker_uri, event_type)
        contract(event_type).check_event(from_message(delivery.headers, delivery.body))
        handlers[event_type]([delivery])
    assert list(incentives.database["noted"].find()) == [{"_id": "a-1", "minutes": 210}]
    # The producer stops telling v1: the listener's old queue runs empty, and nothing is missed.
    tell(hours, broker_uri, example["publish_entry_v2"], {**ENTRY, "entry": "a-2"})
    assert taken(broker_uri, OLD) == []
    handlers[NEW](taken(broker_uri, NEW))
    assert incentives.database["noted"].count_documents({}) == 2
    assert incentives.database["dead_letters"].count_documents({}) == 0
    # v1 is withdrawn; its events lie in the log and are read.
    log = [one for _, one in outbox.read(hours.database, 0, 10)]
    assert [one["type"] for one in log] == [OLD, NEW, NEW]
    example["WITHDRAWN"].check_event(from_structured(log[0]))


def test_the_check_follows_the_example(example: dict[str, Any]) -> None:
    """It lets the v2 come, and the listener go only once it was said that its queue is empty and gone."""
    before = shapes.known_parties()[OLD]
    withdrawn = {"source": "hours", "listeners": list(example["WITHDRAWN"].listeners)}

    assert shapes.refusals() == []
    assert any(NEW in one for one in shapes.news())
    assert len(list(shapes.moved(OLD, before, withdrawn))) == len(before["listeners"])
    assert list(shapes.moved(OLD, {**before, "listeners": []}, withdrawn)) == []
