"""The envelope of every event: CloudEvents 1.0 attributes, in AMQP headers `cloudEvents:<name>`, around a JSON body.

CloudEvents has a binding for AMQP 1.0 only; this is its binary mode by analogy on AMQP 0-9-1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from shared import clock, ids

PREFIX = "cloudEvents:"
CONTENT_TYPE = "application/json"
REQUIRED = ("id", "source", "type", "subject", "time")
OPTIONAL = ("correlationid", "traceparent", "mark")


class MalformedEvent(Exception):
    """A message is not an event: an attribute is missing, or the body is not a JSON object."""


@dataclass(frozen=True)
class Event:
    """Something that happened.

    Attributes:
        type: `<thing>.<past tense>.v<major>`, the routing key.
        source: the service that owns the type.
        subject: the aggregate that it happened to.
        data: the facts, as JSON values; the contract of `type` describes them.
        sequence: the aggregate's version, growing; None where the subject happens once.
        time: when, ISO 8601 in UTC.
        correlationid: the id of the command or event at the start of the chain.
        traceparent: W3C trace context.
        mark: what who hears it keeps, where somebody may ask whether it was heard (docs/adr/0023).
    """

    type: str
    source: str
    subject: str
    data: Mapping[str, Any]
    sequence: int | None = None
    id: str = field(default_factory=ids.new_id)
    time: str = field(default_factory=lambda: clock.to_text(clock.now()))
    correlationid: str | None = None
    traceparent: str | None = None
    mark: str | None = None

    def attributes(self) -> dict[str, Any]:
        """The CloudEvents attributes that are set, without the data."""
        attributes: dict[str, Any] = {
            "specversion": "1.0",
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "subject": self.subject,
            "time": self.time,
        }
        if self.sequence is not None:
            attributes["sequence"] = str(self.sequence)
        if self.correlationid:
            attributes["correlationid"] = self.correlationid
        if self.traceparent:
            attributes["traceparent"] = self.traceparent
        if self.mark:
            attributes["mark"] = self.mark
        return attributes

    def headers(self) -> dict[str, str]:
        """The AMQP headers of the message."""
        return {PREFIX + name: value for name, value in self.attributes().items()}

    def body(self) -> bytes:
        """The AMQP body of the message."""
        return orjson.dumps(self.data)

    def structured(self) -> dict[str, Any]:
        """The event as one JSON object (CloudEvents' structured mode), as feeds and logs show it."""
        return {**self.attributes(), "datacontenttype": CONTENT_TYPE, "data": self.data}


def from_structured(document: Mapping[str, Any]) -> Event:
    """The event that `structured` wrote.

    Raises:
        MalformedEvent: a required attribute is missing, or the data is not an object.
    """
    try:
        required = {name: document[name] for name in (*REQUIRED, "data")}
    except KeyError as error:
        raise MalformedEvent(f"attribute {error.args[0]} is missing") from None
    if not isinstance(required["data"], dict):
        raise MalformedEvent("the body is not a JSON object")
    sequence = document.get("sequence")
    optional: dict[str, Any] = {name: document.get(name) for name in OPTIONAL}
    return Event(**required, sequence=None if sequence is None else _whole(sequence), **optional)


def from_message(headers: Mapping[str, Any], body: bytes | str) -> Event:
    """The event in an AMQP message.

    Raises:
        MalformedEvent: see `from_structured`; or the body is not JSON.
    """
    attributes = {name.removeprefix(PREFIX): value for name, value in headers.items() if name.startswith(PREFIX)}
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedEvent(f"the body is not JSON: {error}") from None
    return from_structured({**attributes, "data": data})


def _whole(text: Any) -> int:
    try:
        return int(text)
    except (TypeError, ValueError):
        raise MalformedEvent(f"sequence {text!r} is not a whole number") from None
