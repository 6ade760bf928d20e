"""Events as the texts that they are kept as: taken apart and put together as bytes, without reading what is in them.

`Event.structured` begins every event with the same attribute, names its type before anything that a caller wrote at
length, and ends with the data. A quote inside of a JSON text is escaped, so these places are seen in the bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from shared.events.envelope import CONTENT_TYPE, PREFIX, Event, from_structured

BEGINNING = b'{"specversion":'
TYPE, QUOTE = b'"type":"', b'"'
DATA = b',"datacontenttype":"%s","data":' % CONTENT_TYPE.encode()


def split(batch: bytes, count: int) -> list[bytes]:
    """The texts of a batch of `count` events, in order.

    Where the data look like events themselves, there seem to be more: then, alone, they are parsed.
    """
    texts = [BEGINNING + rest for rest in batch[len(BEGINNING) + 1 : -1].split(b"," + BEGINNING)]
    return texts if len(texts) == count else [orjson.dumps(one) for one in orjson.loads(batch)]


def join(texts: Iterable[bytes]) -> bytes:
    """The batch of some events."""
    return b"[" + b",".join(texts) + b"]"


def type_of(text: bytes) -> str:
    """The type of an event."""
    begin = text.index(TYPE) + len(TYPE)
    return text[begin : text.index(QUOTE, begin)].decode()


def headers_of(text: bytes) -> dict[str, Any]:
    """The AMQP headers of an event's message, as `Event.headers` gives them."""
    attributes: dict[str, Any] = orjson.loads(text[: text.index(DATA)] + b"}")
    return {PREFIX + name: value for name, value in attributes.items()}


def body_of(text: bytes) -> bytes:
    """The AMQP body of an event's message, as `Event.body` gives it."""
    return text[text.index(DATA) + len(DATA) : -1]


def event_of(text: bytes) -> Event:
    """The event that a text tells."""
    return from_structured(orjson.loads(text))
