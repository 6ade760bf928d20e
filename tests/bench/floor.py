"""`python -m tests.bench.floor`: the least that can be written by hand and is fast: batches, one transaction for each.

A kombu consumer on a quorum queue; for each batch one transaction (entries, totals folded by volunteer), the events
published with pipelined confirms, one acknowledgement of all. Nothing else: a copy of a message is an error for ever, a
crash between commit and confirms loses events, no rule, no check, no index.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from typing import Any

import orjson
from amqp import Message
from kombu import Connection, Consumer, Exchange, Queue
from pymongo import MongoClient, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from tests.bench import work

BATCH, LINGER = 500, 0.02


class Floor:
    """The loop and its connections."""

    def __init__(self, broker_uri: str, store_uri: str, database: str) -> None:
        self.client: MongoClient[dict[str, Any]] = MongoClient(store_uri)
        self.database = self.client[database]
        self.connection = Connection(broker_uri)
        self.arrived: list[Any] = []
        self.unconfirmed: set[int] = set()
        self.published = 0
        exchange = Exchange(f"{work.SOURCE}.events", "topic")
        queue = Queue(work.QUEUE, exchange, work.TYPE, queue_arguments={"x-queue-type": "quorum"})
        self.consumer = Consumer(
            self.connection.channel(), [queue], prefetch_count=2 * BATCH, on_message=self.arrived.append
        )
        self.channel = self.connection.channel()
        self.channel.confirm_select()
        self.channel.events["basic_ack"].add(self.confirm)

    def run(self) -> None:
        """Batch after batch."""
        self.consumer.consume()
        while True:
            messages = self.collect()
            entries = [work.entry_of(orjson.loads(message.body)) for message in messages]
            with self.client.start_session() as session:
                session.with_transaction(
                    lambda session: self.write(entries, session),  # noqa: B023
                    read_concern=ReadConcern("snapshot"),
                    write_concern=WriteConcern("majority", j=True),
                )
            self.publish(entries)
            messages[-1].ack(multiple=True)

    def collect(self) -> list[Any]:
        """A full batch, or what has come when nothing more comes for the linger time."""
        while not self.arrived:
            with suppress(TimeoutError):
                self.connection.drain_events(timeout=1)
        with suppress(TimeoutError):
            while len(self.arrived) < BATCH:
                self.connection.drain_events(timeout=LINGER)
        messages = self.arrived[:BATCH]
        del self.arrived[:BATCH]
        return messages

    def write(self, entries: list[dict[str, Any]], session: ClientSession) -> None:
        """Entries, and totals by volunteer."""
        minutes: Counter[str] = Counter()
        count: Counter[str] = Counter()
        for entry in entries:
            minutes[entry["volunteer"]] += entry["minutes"]
            count[entry["volunteer"]] += 1
        self.database["ledger"].insert_many(entries, session=session)
        changes = [UpdateOne({"_id": one}, {"$inc": {"minutes": minutes[one], "entries": count[one]}}) for one in count]
        self.database["totals"].bulk_write(changes, session=session)

    def publish(self, entries: list[dict[str, Any]]) -> None:
        """All on the way, then the broker's word for each."""
        first = self.published
        self.unconfirmed = set(range(first + 1, first + len(entries) + 1))
        for entry in entries:
            message = Message(
                orjson.dumps(work.event_of(entry)),
                content_type="application/json",
                delivery_mode=2,
                message_id=entry["_id"],
            )
            self.channel.basic_publish(message, exchange="hours.events", routing_key=work.CREDITED)
        self.published += len(entries)
        while self.unconfirmed:
            self.connection.drain_events()

    def confirm(self, delivery_tag: int, multiple: bool) -> None:
        """The broker has taken one, or all up to it."""
        if multiple:
            self.unconfirmed = {tag for tag in self.unconfirmed if tag > delivery_tag}
        else:
            self.unconfirmed.discard(delivery_tag)


if __name__ == "__main__":
    environment = os.environ
    Floor(
        environment["KAPOK_BROKER_URI"],
        environment["KAPOK_STORE_URI"],
        f"{environment['KAPOK_DATABASE_PREFIX']}hours",
    ).run()
