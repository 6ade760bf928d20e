"""Within a major version a contract only grows: who listens today can listen tomorrow, and old events stay readable."""

from __future__ import annotations

from pathlib import Path

import pytest
from marshmallow import Schema, fields, validate

from shared.events.catalogue import CATALOGUE, contract
from shared.events.contract import Contract, EventData, policy, text, whole
from shared.events.envelope import Event
from tests.contract import samples, shapes


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


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        (fields.String(required=True, validate=validate.OneOf(["a", "b"])), "accepts"),
        (fields.String(required=True, validate=validate.Length(max=5)), "accepts"),
        (fields.String(required=True, data_key="number"), "key"),
        (fields.String(required=True, validate=bool), "accepts"),
    ],
)
def test_a_field_that_takes_less_breaks_old_events(changed: fields.String, problem: str) -> None:
    """A choice, a length, a rule of its own, another name in JSON: events that are kept were written before it."""
    (found,) = _changes(entry=changed)

    assert found.startswith(f"entry: {problem} was None, is ")


def test_another_choice_breaks_somebody() -> None:
    """One less breaks old events, one more breaks listeners that know all of them."""
    one, other = (
        shapes.shape(Schema.from_dict({"kind": fields.String(validate=validate.OneOf(choices))})())
        for choices in (["a", "b"], ["a", "b", "c"])
    )

    assert shapes.breaks(one, other)
    assert shapes.breaks(other, one)


def test_another_way_of_writing_breaks_listeners() -> None:
    """They read the moment as it is written today; a number stays a number."""
    moment, seconds = (
        shapes.shape(Schema.from_dict({"at": fields.AwareDateTime(format=one)})()) for one in ("iso", "timestamp")
    )
    strict, lax = (shapes.shape(Schema.from_dict({"count": fields.Integer(strict=one)})()) for one in (True, False))

    assert shapes.breaks(moment, seconds) == ["at: format was None, is timestamp"]
    assert shapes.breaks(strict, lax) == ["count: strict was True, is None"]


def test_a_default_is_part_of_the_promise() -> None:
    """What stands for a missing field is what old events are read as."""
    zero, one = (shapes.shape(Schema.from_dict({"count": fields.Integer(load_default=one)})()) for one in (0, 1))

    assert shapes.breaks(zero, one) == ["count: default was 0, is 1"]


def test_a_change_inside_of_lists_of_objects_and_maps_counts() -> None:
    """At whatever depth."""
    many = {"of": fields.List(fields.Nested(Schema.from_dict({"name": fields.String(required=True)})))}
    fewer = {"of": fields.List(fields.Nested(Schema.from_dict({"name": fields.Integer(required=True)})))}
    maps = [Schema.from_dict({"by": fields.Dict(fields.String(), one())})() for one in (fields.Integer, fields.Float)]

    now, then = shapes.shape(Schema.from_dict(dict(fewer))()), shapes.shape(Schema.from_dict(dict(many))())
    assert shapes.breaks(then, now) == ["of[].name: type was String, is Integer"]
    assert shapes.breaks(*(shapes.shape(one) for one in maps)) == ["by{}: type was Integer, is Float"]


@pytest.mark.parametrize("event_type", sorted(CATALOGUE))
def test_a_contract_is_its_fields(event_type: str) -> None:
    """No rule of the whole object, which no shape would show, narrows what its fields take."""
    assert not any(CATALOGUE[event_type].schema()._hooks.values())


def test_nothing_that_was_promised_is_taken_back() -> None:
    """Types, owners, listeners and fields; `python -m tests.contract.shapes --check` says the same, and what to do."""
    assert shapes.refusals() == []
    assert shapes.news() == []
    assert shapes.known_parties() == shapes.parties(), "python -m tests.contract.shapes"


@pytest.mark.parametrize(
    ("now", "advice"),
    [
        (None, "leave its contract in the catalogue"),
        ({"source": "hours", "listeners": []}, "its queue matching.hours.credited.v1 stays bound and grows"),
        ({"source": "registry", "listeners": ["matching"]}, "publish a new major version"),
    ],
)
def test_a_refusal_says_what_to_do(now: shapes.Shape | None, advice: str) -> None:
    """A type that is gone, a listener that left its queue behind, another owner."""
    promised = {"source": "hours", "listeners": ["matching"]}

    (said,) = shapes.moved("hours.credited.v1", promised, now)
    assert advice in said
    assert list(shapes.moved("hours.credited.v1", promised, dict(promised))) == []


def test_a_listener_that_moved_on_is_no_longer_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once somebody says that its queue is empty and gone."""
    file = tmp_path / "parties.json"
    file.write_text(shapes.PARTIES.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(shapes, "PARTIES", file)
    shapes.withdraw("hours.credited.v1", "matching")

    assert "matching" not in shapes.known_parties()["hours.credited.v1"]["listeners"]


class Before(EventData):
    """A contract of today."""

    entry = text("the entry")
    policy = policy()


class After(Before):
    """The same, grown by an optional field."""

    minutes = whole("minutes")
    minutes.required = False


def test_events_from_before_a_type_grew_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their samples are kept when the growth is frozen, and listeners take both, whichever version they run."""
    sample = samples.FOLDER / "hours.credited.v1.json"
    monkeypatch.setattr(samples, "EARLIER", tmp_path)
    shapes.keep_sample("hours.credited.v1")
    shapes.keep_sample("hours.credited.v1")

    kept = sorted(tmp_path.glob("*/*.json"))
    assert [path.name for path in kept] == ["1.json", "2.json"]
    assert kept[0].read_bytes() == sample.read_bytes()
    old = {"entry": "a-1", "policy": {"name": "rule", "version": 1}}
    new = {"entry": "a-1", "policy": {"name": "rule", "version": 1, "reason": "new"}, "minutes": 60}
    for schema in (Before, After):
        agreed = Contract("entry.added.v1", "hours", (), schema, "")
        for data in (old, new):
            agreed.check_event(Event("entry.added.v1", "hours", "a-1", data))


def test_every_sample_that_was_ever_agreed_is_still_read() -> None:
    """Events like these lie in the logs of running systems. None has been outgrown yet."""
    agreed = samples.agreed()
    assert {event.type for event in agreed} == {*CATALOGUE}
    for event in agreed:
        contract(event.type).check_event(event)
