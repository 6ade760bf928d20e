"""What a transaction inserts, in one message to the store for all collections where there is little of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import bson
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from shared.store.bound import BoundCollection
from shared.store.client import Document

Place = tuple[Database[Document], str]
MOST_DOCUMENTS, MOST_BYTES = 256, 8_000_000
"""Of one message; the driver sends none with more than 16 megabytes. Many go collection by collection."""
TAKES_BULKS = 25
"""The wire version from which on a store takes a bulk for several collections: MongoDB 8."""


class Insertion(NamedTuple):
    """What goes into a collection.

    Attributes:
        short: whether each has less than a kilobyte.
    """

    place: Place
    documents: Sequence[Document]
    short: bool = False


def insert_together(session: ClientSession, insertions: Sequence[Insertion]) -> None:
    """Insert all, in their order.

    Raises:
        BulkWriteError: the store does not take a document; the error's index counts those of all insertions.
    """
    some = [one for one in insertions if one.documents]
    message = _message(some) if len(some) > 1 and _takes_bulks(session.client) else None
    if message is None:
        _insert_apart(session, some)
        return
    answer = session.client.admin.command(message, session=session)
    if answer["nErrors"]:
        errors = [{**one, "index": one["idx"]} for one in answer["cursor"]["firstBatch"]]
        raise BulkWriteError({**answer, "writeErrors": errors})


def _message(insertions: Sequence[Insertion]) -> Document | None:
    """The one for all; None where they are too many or too large."""
    if sum(len(one.documents) for one in insertions) > MOST_DOCUMENTS:
        return None
    texts = [(number, bson.encode(each)) for number, one in enumerate(insertions) for each in one.documents]
    if sum(len(text) for _, text in texts) > MOST_BYTES:
        return None
    return {
        "bulkWrite": 1,
        "ops": [{"insert": number, "document": RawBSONDocument(text)} for number, text in texts],
        "nsInfo": [{"ns": f"{one.place[0].name}.{one.place[1]}"} for one in insertions],
        "ordered": True,
        "errorsOnly": True,
    }


def _insert_apart(session: ClientSession, insertions: Sequence[Insertion]) -> None:
    starts = accumulate((len(one.documents) for one in insertions), initial=0)
    for one, start in zip(insertions, starts, strict=False):
        try:
            BoundCollection(*one.place, session).insert(one.documents, short=one.short)
        except BulkWriteError as error:
            for each in (error.details or {}).get("writeErrors", ()):
                each["index"] += start
            raise


def _takes_bulks(client: MongoClient[Any]) -> bool:
    servers = client.topology_description.server_descriptions().values()
    return all(one.max_wire_version >= TAKES_BULKS for one in servers)
