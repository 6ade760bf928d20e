"""What a contract is: the type, its owner, who listens, and the schema of its data."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields

from shared.events.acceptance import Accepts, acceptor
from shared.events.envelope import Event


class ContractViolation(Exception):
    """An event's data is not what its contract says; the message names each field."""


class EventData(Schema):
    """The base of every event's schema: a publisher's unknown fields are refused, so that a change is a decision."""

    class Meta:
        unknown = RAISE


class Policy(EventData):
    """Which rule decided: its name, the region it holds for, and its version."""

    name = fields.String(required=True, metadata={"description": "name of the rule, e.g. stars/national"})
    version = fields.Integer(required=True, strict=True, metadata={"description": "version of the rule"})


@dataclass(frozen=True)
class Contract:
    """One type of event.

    Attributes:
        type: `<thing>.<past tense>.v<major>`.
        source: the service that alone publishes it.
        listeners: the services that have a queue for it.
        schema: the data; every field carries a description.
        summary: one sentence for the catalogue.
        readers: the services for which what it carries sealed is sealed; other listeners pass it by.
        apart: other fields that it carries sealed, each with its readers, where these need less (docs/adr/0045).
    """

    type: str
    source: str
    listeners: tuple[str, ...]
    schema: builtins.type[EventData]
    summary: str
    readers: tuple[str, ...] = ()
    apart: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def sealed(self) -> dict[str, tuple[str, ...]]:
        """The fields that it carries sealed, each with its readers."""
        return {**({"personal": self.readers} if self.readers else {}), **dict(self.apart)}

    def check(self, data: Mapping[str, Any]) -> None:
        """Raise ContractViolation unless `data` fits the schema."""
        if not _acceptor(self.schema, True)(data):
            errors = _instance(self.schema).validate(data)
            if errors:
                raise ContractViolation(f"{self.type}: {errors}")

    def check_event(self, event: Event) -> None:
        """Raise ContractViolation unless the event is one of this contract.

        A listener is lenient where a publisher is strict: a field that it does not know, at whatever depth, was added
        by a newer publisher.
        """
        if (event.source, event.type) != (self.source, self.type):
            raise ContractViolation(f"{event.type} of {event.source} is not {self.type} of {self.source}")
        if _acceptor(self.schema, False)(event.data):
            return
        try:
            _lenient(self.schema).load(event.data)
        except ValidationError as error:
            raise ContractViolation(f"{self.type}: {error.messages}") from None


@cache
def _instance(schema: builtins.type[EventData]) -> EventData:
    return schema()


@cache
def _lenient(schema: builtins.type[EventData]) -> EventData:
    instance = schema(unknown=EXCLUDE)
    _exclude_unknown(instance)
    return instance


def _exclude_unknown(instance: Schema) -> None:
    for field in instance.fields.values():
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            inner.unknown = EXCLUDE
            _exclude_unknown(inner.schema)


@cache
def _acceptor(schema: builtins.type[EventData], strict: bool) -> Accepts:
    return acceptor(_instance(schema), strict=strict)


def text(description: str, **options: Any) -> fields.String:
    """A required text."""
    return fields.String(required=True, metadata={"description": description}, **options)


def whole(description: str, **options: Any) -> fields.Integer:
    """A required whole number."""
    return fields.Integer(required=True, strict=True, metadata={"description": description}, **options)


def number(description: str, **options: Any) -> fields.Float:
    """A required number."""
    return fields.Float(required=True, metadata={"description": description}, **options)


def flag(description: str) -> fields.Boolean:
    """A required truth value."""
    return fields.Boolean(required=True, metadata={"description": description})


def day(description: str, **options: Any) -> fields.Date:
    """A required calendar day in China, ISO 8601."""
    return fields.Date(required=True, metadata={"description": description}, **options)


def moment(description: str, **options: Any) -> fields.AwareDateTime:
    """A required moment, ISO 8601 with an offset."""
    return fields.AwareDateTime(format="iso", required=True, metadata={"description": description}, **options)


def listing(of: fields.Field[Any], description: str) -> fields.List[Any]:
    """A required list."""
    return fields.List(of, required=True, metadata={"description": description})


def policy() -> fields.Nested:
    """The rule that decided."""
    return fields.Nested(Policy, required=True, metadata={"description": "the rule that decided, and its version"})


class RowUndecided(EventData):
    """What became of a row that was not accepted."""

    resource = text("the kind of row, as its file is named")
    reference = text("the row's reference")
    reason = text("the rule's reason code, e.g. unknown_volunteer or too_young")
    policy = fields.Nested(
        Policy, required=True, allow_none=True, metadata={"description": "the rule that refused; null for a held row"}
    )
