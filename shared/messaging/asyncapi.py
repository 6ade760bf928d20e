"""The catalogue as an AsyncAPI 3.0 document: who publishes what where, who listens, and what a message looks like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from shared.events import envelope
from shared.events.contract import Contract
from shared.messaging.topology import exchange_of, queue_of

Section = dict[str, Any]
ASYNCAPI = "3.0.0"
BINDING = "0.3.0"
DESCRIPTION = """\
Every event of Kapok (木棉).

A service publishes to the topic exchange `<service>.events`; the routing key is the event's type. A listener has a
quorum queue of its own for each type, `<listener>.<type>`: bind one of your own to hear what you need.

Messages are CloudEvents 1.0: the attributes are AMQP headers named `cloudEvents:<attribute>`, the body is the data as
JSON. Delivery is at least once and in no promised order: `cloudEvents:id` tells copies apart, `cloudEvents:sequence`
which of two states of an aggregate is the newer one.
"""
ATTRIBUTES = {
    "specversion": {"const": "1.0", "description": "version of CloudEvents"},
    "id": {"type": "string", "format": "uuid", "description": "UUIDv7 of the event: the same in every copy of it"},
    "source": {"type": "string", "description": "the service that publishes it"},
    "type": {"type": "string", "description": "`<thing>.<past tense>.v<major>`, also the routing key"},
    "subject": {"type": "string", "description": "the aggregate that it happened to"},
    "time": {"type": "string", "format": "date-time", "description": "when, in UTC"},
    "sequence": {
        "type": "string",
        "pattern": "^[0-9]+$",
        "description": "the aggregate's version; newer ones are larger",
    },
    "correlationid": {"type": "string", "description": "id of the command or event at the start of the chain"},
    "traceparent": {"type": "string", "description": "W3C trace context"},
    "mark": {"type": "string", "description": "kept by who hears the event, where somebody may ask whether it did"},
}


def document(contracts: Iterable[Contract], version: str) -> Section:
    """The AsyncAPI document of some contracts.

    Args:
        version: of the application that publishes them.
    """
    contracts = list(contracts)
    return {
        "asyncapi": ASYNCAPI,
        "info": {
            "title": "Kapok events",
            "version": version,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": envelope.CONTENT_TYPE,
        "channels": _channels(contracts),
        "operations": _operations(contracts),
        "components": {
            "messages": {one.type: _message(one) for one in contracts},
            "schemas": {"CloudEventHeaders": _headers(), **payload_schemas(contracts)},
        },
    }


def payload_schemas(contracts: Iterable[Contract]) -> Mapping[str, Section]:
    """The JSON schemas of the contracts' data, by name, with those that they refer to."""
    plugin = MarshmallowPlugin()
    spec = APISpec("", "", "3.1.0", plugins=[plugin])
    for schema in dict.fromkeys(one.schema for one in contracts):
        spec.components.schema(schema.__name__, schema=schema)
        spec.components.schemas[schema.__name__].setdefault("description", (schema.__doc__ or "").splitlines()[0])
    found: dict[str, Section] = spec.to_dict()["components"]["schemas"]
    return found


def _channels(contracts: Iterable[Contract]) -> Section:
    channels: Section = {}
    for one in contracts:
        channels[one.type] = _channel(one, one.type, one.summary, {"is": "routingKey", "exchange": _exchange(one)})
        for listener in one.listeners:
            name = queue_of(listener, one.type)
            summary = f"The queue of {listener} for {one.type}, bound to the exchange {exchange_of(one.source)}."
            channels[name] = _channel(one, name, summary, {"is": "queue", "queue": _queue(name)})
    return channels


def _channel(contract: Contract, address: str, summary: str, binding: Section) -> Section:
    return {
        "address": address,
        "summary": summary,
        "messages": {contract.type: _reference("components", "messages", contract.type)},
        "bindings": {"amqp": {**binding, "bindingVersion": BINDING}},
    }


def _exchange(contract: Contract) -> Section:
    return {"name": exchange_of(contract.source), "type": "topic", "durable": True, "autoDelete": False, "vhost": "/"}


def _queue(name: str) -> Section:
    return {"name": name, "durable": True, "exclusive": False, "autoDelete": False, "vhost": "/"}


def _operations(contracts: Iterable[Contract]) -> Section:
    operations: Section = {}
    for one in contracts:
        operations[f"{one.source}.publishes.{one.type}"] = _operation(
            one, "send", one.type, f"{one.source} publishes: {one.summary}", {"deliveryMode": 2, "mandatory": True}
        )
        for listener in one.listeners:
            operations[f"{listener}.receives.{one.type}"] = _operation(
                one, "receive", queue_of(listener, one.type), f"{listener} listens to {one.type}.", {"ack": True}
            )
    return operations


def _operation(contract: Contract, action: str, channel: str, summary: str, binding: Section) -> Section:
    return {
        "action": action,
        "channel": _reference("channels", channel),
        "summary": summary,
        "messages": [_reference("channels", channel, "messages", contract.type)],
        "bindings": {"amqp": {**binding, "bindingVersion": BINDING}},
    }


def _message(contract: Contract) -> Section:
    fixed = {"source": contract.source, "type": contract.type}
    own = {"properties": {envelope.PREFIX + name: {"const": value} for name, value in fixed.items()}}
    return {
        "name": contract.type,
        "title": contract.type,
        "summary": contract.summary,
        "contentType": envelope.CONTENT_TYPE,
        "headers": {"allOf": [_reference("components", "schemas", "CloudEventHeaders"), own]},
        "payload": _reference("components", "schemas", contract.schema.__name__),
    }


def _headers() -> Section:
    return {
        "type": "object",
        "description": "the CloudEvents attributes of every message",
        "required": [envelope.PREFIX + name for name in ("specversion", *envelope.REQUIRED)],
        "properties": {envelope.PREFIX + name: dict(schema) for name, schema in ATTRIBUTES.items()},
    }


def _reference(*path: str) -> dict[str, str]:
    return {"$ref": "#/" + "/".join(path)}
