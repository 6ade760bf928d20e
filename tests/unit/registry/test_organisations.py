"""An organisation's row and its place in the tree."""

from __future__ import annotations

from services.registry.organisations.domain import organisation_fault
from services.registry.organisations.schemas import OrganisationRow
from shared.rules.faults import Fault


def test_an_organisation_at_the_top_has_none_above() -> None:
    """An empty text is none."""
    row = {"organisation_ref": "o", "name": "联合会", "kind": "federation", "region_code": "440000", "parent_ref": ""}
    assert OrganisationRow().load(row)["parent_ref"] is None


def test_an_organisation_is_not_its_own_parent() -> None:
    """Anything else may still be unknown."""
    assert organisation_fault("a", "a") == Fault("parent_ref", "own_parent")
    assert organisation_fault("a", "b") is None
    assert organisation_fault("a", None) is None
