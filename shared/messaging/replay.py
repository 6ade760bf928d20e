"""Sending again: dead letters to the queue that they come from, and a service's history to one subscriber.

Both go through the default exchange, so other subscribers see nothing, and under the same ids, so what a subscriber has
handled it drops as a copy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pymongo.database import Database

from shared import clock
from shared.events import texts
from shared.messaging import dead_letters
from shared.messaging.publisher import message, message_of_text
from shared.messaging.sending import BATCH, Parcel, Sender
from shared.store import outbox
from shared.store.client import Document
from shared.store.transaction import Store

CLOCKS_DIFFER = dt.timedelta(minutes=2)
"""Positions are given in the order of commits. How far a later one may tell of an earlier moment: by a transaction's
longest life, and by what the clocks of two machines differ."""


def objection(letter: Mapping[str, Any]) -> str | None:
    """Why a letter cannot be sent again; None when it can."""
    if "body" not in letter:
        return "the store could not hold its contents"
    if letter.get("size", len(letter["body"])) > len(letter["body"]):
        return f"its body was cut at {len(letter['body']):,} of {letter['size']:,} bytes"
    if not letter.get("whole", True):
        return "its headers could not be kept as they were"
    return None


def send_letters(store: Store, sender: Sender, letters: Sequence[Document]) -> int:
    """Send dead letters again, and remove each once the broker has it; how many.

    Raises:
        UnknownQueue, GaveUp: see `Sender.send`; then no letter is removed.
    """
    good = [letter for letter in letters if objection(letter) is None]
    sender.send([Parcel(letter["queue"], _message(letter)) for letter in good])
    dead_letters.remove(store, good)
    return len(good)


def send_history(
    database: Database[Document], sender: Sender, queues: Mapping[str, str], span: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """Send the events of a service's log again, from the first position of the span to the last.

    Args:
        queues: the queue for each type; other types are left out.

    Yields:
        The position up to which all is confirmed, and how many events that were, batch by batch.

    Raises:
        UnknownQueue, GaveUp: see `Sender.send`.
    """
    sent, (first, last) = 0, span
    for position, events in pages(database, first - 1, last):
        chosen = [(queues[kind], text) for text in events if (kind := texts.type_of(text)) in queues]
        sender.send([Parcel(queue, message_of_text(text)) for queue, text in chosen])
        sent += len(chosen)
        yield position, sent


def pages(database: Database[Document], after: int, upto: int) -> Iterator[tuple[int, list[bytes]]]:
    """The log between two positions, which it has reached, in parts: texts, with the position of the last one."""
    while after < upto:
        end = min(after + outbox.COMMIT_EVENTS, upto)
        found = list(outbox.read_texts(database, after, end))
        for start in range(0, len(found), BATCH):
            part = found[start : start + BATCH]
            yield part[-1][0], [text for _, text in part]
        after = end


def position_before(database: Database[Document], moment: dt.datetime) -> int:
    """A position after which all events are that happened at a moment or later, and few that are earlier.

    Found by halving, so by a few bounded queries however long the log is. What is no longer kept counts as earlier.
    """
    low, high = 0, outbox.head_position(database)
    while low < high:
        middle = (low + high) // 2
        event = next((event for _, event in outbox.read(database, middle, 1)), None)
        if event is None or clock.from_text(event["time"]) < moment - CLOCKS_DIFFER:
            low = middle + 1
        else:
            high = middle
    return low


def _message(letter: Document) -> Any:
    return message(bytes(letter["body"]), letter["headers"], str(letter["headers"].get("cloudEvents:id", "")))
