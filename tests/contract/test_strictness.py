"""A contract refuses data with an unknown field, without one of its own, or of another kind, and names the field."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import fields

from shared.events.catalogue import CATALOGUE, contract
from shared.events.contract import ContractViolation
from shared.events.envelope import Event
from tests.contract import samples

EVERY_FIELD = [(one.type, name) for one in CATALOGUE.values() for name in one.schema().fields]
REQUIRED = [
    (one.type, name) for one in CATALOGUE.values() for name, field in one.schema().fields.items() if field.required
]
WRONG: dict[type[fields.Field[Any]], Any] = {
    fields.String: 7,
    fields.Integer: "seven",
    fields.Float: "north",
    fields.Boolean: "perhaps",
    fields.Date: "02/30/2018",
    fields.AwareDateTime: "2018-02-14T08:00:00",
    fields.List: "text",
    fields.Nested: "text",
}

each_type = pytest.mark.parametrize("event_type", sorted(CATALOGUE))
each_field = pytest.mark.parametrize(("event_type", "name"), EVERY_FIELD)


def _refusal(event_type: str, data: dict[str, Any]) -> str:
    with pytest.raises(ContractViolation) as refusal:
        contract(event_type).check(data)
    return str(refusal.value)


@each_type
def test_an_unknown_field_is_refused(event_type: str) -> None:
    """A new field is a decision, not an accident."""
    data = {**samples.structured(event_type)["data"], "surprise": 1}

    assert "surprise" in _refusal(event_type, data)


@pytest.mark.parametrize(("event_type", "name"), REQUIRED)
def test_a_missing_field_is_refused(event_type: str, name: str) -> None:
    """Who listens may rely on every required field."""
    data = samples.structured(event_type)["data"]
    del data[name]

    assert name in _refusal(event_type, data)


@each_field
def test_a_value_of_another_kind_is_refused(event_type: str, name: str) -> None:
    """A number is no text, and a moment has its offset."""
    field = contract(event_type).schema().fields[name]
    data = {**samples.structured(event_type)["data"], name: WRONG[type(field)]}

    assert name in _refusal(event_type, data)


@each_field
def test_null_is_refused_where_the_contract_does_not_allow_it(event_type: str, name: str) -> None:
    """What may be missing says so in its description."""
    field = contract(event_type).schema().fields[name]
    if field.allow_none:
        assert "null" in field.metadata["description"]
        contract(event_type).check({**samples.structured(event_type)["data"], name: None})
    else:
        assert name in _refusal(event_type, {**samples.structured(event_type)["data"], name: None})


@each_type
def test_an_event_of_another_source_is_refused(event_type: str) -> None:
    """Only the owner of a type publishes it."""
    sample = samples.event(event_type)
    forged = Event(event_type, "elsewhere", sample.subject, sample.data)

    with pytest.raises(ContractViolation, match="elsewhere"):
        contract(event_type).check_event(forged)


def test_an_unknown_type_has_no_contract() -> None:
    """There is nothing that is not in the catalogue."""
    with pytest.raises(ContractViolation, match=r"hours\.lost\.v1"):
        contract("hours.lost.v1")
