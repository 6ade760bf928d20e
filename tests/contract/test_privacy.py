"""Events tell nothing of a person but a number and what listeners need; what they need of it is sealed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from marshmallow import Schema, fields

from shared.events.catalogue import CATALOGUE, contract

PERSONAL = {
    "address",
    "age",
    "birth",
    "birthday",
    "card",
    "document",
    "email",
    "family",
    "gender",
    "given",
    "health",
    "identity",
    "league",
    "mail",
    "mobile",
    "party",
    "passport",
    "phone",
    "photo",
    "religion",
    "school",
    "sex",
    "student",
    "surname",
    "telephone",
    "wechat",
}
OF_PLACES = {"name", "latitude", "longitude"}
"""Words that are personal of a person, and public of a site, an organisation or a rule."""
PLACES = {
    "organisation.registered.v1": {"name"},
    "organisation.changed.v1": {"name"},
    "partner.registered.v1": {"name"},
    "policy.adopted.v1": {"name"},
    "benefit.offered.v1": {"name"},
    "fund.opened.v1": {"name"},
    "project.published.v1": {"name"},
    "site.opened.v1": {"name", "latitude", "longitude"},
    "station.opened.v1": {"name"},
    "station.changed.v1": {"name"},
    "post.opened.v1": {"latitude", "longitude"},
    "shift.scheduled.v1": {"latitude", "longitude"},
    "shift.changed.v1": {"latitude", "longitude"},
}
NO_PERSON = {"minimum_age", "policy.name"}
"""What a post asks for, and a rule's name."""

every_type = pytest.mark.parametrize("event_type", sorted(CATALOGUE))


def _names(schema: Schema, path: str = "") -> Iterator[tuple[str, fields.Field]]:  # type: ignore[type-arg]
    for name, field in schema.fields.items():
        yield path + name, field
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            yield from _names(inner.schema, f"{path}{name}.")


@every_type
def test_no_field_smells_of_a_person(event_type: str) -> None:
    """No document, phone, address, birth or name of a person, nor where one lives."""
    for path, _ in _names(contract(event_type).schema()):
        words = set(path.rpartition(".")[2].split("_"))
        if path not in NO_PERSON:
            assert not words & PERSONAL, path
            assert not (words & OF_PLACES) - PLACES.get(event_type, set()), path


@every_type
def test_every_field_has_a_description(event_type: str) -> None:
    """Meaning and unit stand beside the field, and so in the generated document."""
    for path, field in _names(contract(event_type).schema()):
        assert field.metadata.get("description"), path


@every_type
def test_every_type_has_a_summary(event_type: str) -> None:
    """One sentence."""
    assert contract(event_type).summary.endswith(".")
