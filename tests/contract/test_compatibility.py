"""Within a major version a contract only grows: who listens today can listen tomorrow, and old events stay readable."""

from __future__ import annotations

import pytest
from marshmallow import Schema, fields

from shared.events.catalogue import CATALOGUE
from tests.contract import shapes


class Promised(Schema):
    """A contract as it was."""

    entry = fields.String(required=True)
    minutes = fields.Integer(required=True)
    note = fields.String(required=True, allow_none=True)
    entries = fields.List(fields.String(), required=True)
    policy = fields.Nested(Schema.from_dict({"version": fields.Integer(required=True)}), required=True)


def _changes(**changed: fields.Field) -> list[str]:  # type: ignore[type-arg]
    now = {**shapes.shape(Promised()), **shapes.shape(Schema.from_dict(dict(changed))())}
    return shapes.breaks(shapes.shape(Promised()), now)


@pytest.mark.parametrize("event_type", sorted(CATALOGUE))
def test_no_contract_breaks_its_promise(event_type: str) -> None:
    """The shape that was promised still holds."""
    promised = shapes.frozen(event_type)

    assert promised is not None, "python -m tests.contract.shapes freezes a new type"
    assert shapes.breaks(promised, shapes.current()[event_type]) == []


@pytest.mark.parametrize("event_type", sorted(CATALOGUE))
def test_what_was_added_is_promised_from_now_on(event_type: str) -> None:
    """A new optional field is frozen with the change that brings it."""
    assert shapes.frozen(event_type) == shapes.current()[event_type], "python -m tests.contract.shapes freezes it"


def test_no_type_disappears() -> None:
    """A type that was published once stays in the catalogue, or its listeners wait for ever."""
    assert {path.name.removesuffix(".json") for path in shapes.FOLDER.glob("*.json")} <= set(CATALOGUE)


def test_the_same_contract_breaks_nothing() -> None:
    """Nothing changed."""
    assert _changes() == []


def test_a_new_optional_field_breaks_nothing() -> None:
    """This is how a contract grows."""
    assert _changes(added=fields.String()) == []


def test_a_new_required_field_breaks_old_events() -> None:
    """Events that are kept do not have it."""
    assert _changes(added=fields.String(required=True)) == ["added is new and required"]


def test_a_field_that_is_gone_breaks_listeners() -> None:
    """Somebody reads it."""
    now = shapes.shape(Promised(exclude=("minutes",)))

    assert shapes.breaks(shapes.shape(Promised()), now) == ["minutes is gone"]


def test_another_type_breaks_listeners() -> None:
    """A number that becomes a text, also inside a list."""
    assert _changes(minutes=fields.String(required=True)) == ["minutes: type was Integer, is String"]
    assert _changes(entries=fields.List(fields.Integer(), required=True)) == ["entries[]: type was String, is Integer"]


def test_a_field_that_may_suddenly_be_missing_breaks_listeners() -> None:
    """They do not look whether it is there."""
    assert _changes(entry=fields.String()) == ["entry: required was True, is False"]
    assert _changes(entry=fields.String(required=True, allow_none=True)) == ["entry: null was False, is True"]


def test_a_null_that_is_no_longer_allowed_breaks_old_events() -> None:
    """Events that are kept have it."""
    assert _changes(note=fields.String(required=True)) == ["note: null was True, is False"]


def test_a_change_inside_a_nested_object_counts() -> None:
    """The inner fields are promised like the outer ones."""
    inner = Schema.from_dict({"name": fields.String(required=True)})

    assert _changes(policy=fields.Nested(inner, required=True)) == [
        "policy.version is gone",
        "policy.name is new and required",
    ]
