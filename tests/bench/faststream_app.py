"""`python -m tests.bench.faststream_app`: FastStream as its documentation shows it; for each event the same work."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import Any

from faststream import FastStream
from faststream.rabbit import Channel, ExchangeType, QueueType, RabbitBroker, RabbitExchange, RabbitQueue
from pymongo import AsyncMongoClient

from tests.bench import work

AT_ONCE = 50
"""Handlers that run side by side; 10 or 200 make no difference, since the store takes one request after the other."""

broker = RabbitBroker(
    os.environ["KAPOK_BROKER_URI"], default_channel=Channel(prefetch_count=AT_ONCE), log_level=logging.DEBUG
)
client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(os.environ["KAPOK_STORE_URI"], w="majority", journal=True)
database = client[f"{os.environ['KAPOK_DATABASE_PREFIX']}hours"]
logged = RabbitExchange(f"{work.SOURCE}.events", ExchangeType.TOPIC, durable=True)
credited = RabbitExchange("hours.events", ExchangeType.TOPIC, durable=True)
queue = RabbitQueue(work.QUEUE, QueueType.QUORUM, durable=True, routing_key=work.TYPE)


@broker.subscriber(queue, logged, no_reply=True)
async def record(facts: dict[str, Any]) -> None:
    """One presence."""
    entry = work.entry_of(facts)
    await database["ledger"].insert_one(entry)
    await database["totals"].update_one({"_id": entry["volunteer"]}, work.change_of(entry))
    await broker.publish(work.event_of(entry), exchange=credited, routing_key=work.CREDITED, persist=True)


if __name__ == "__main__":
    asyncio.run(FastStream(broker, logger=None).run())
