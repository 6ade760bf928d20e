"""An affiliation's row and its rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from services.registry.affiliations import domain
from services.registry.affiliations.schemas import AffiliationRow

ROW = {"affiliation_ref": "a", "volunteer_ref": "v", "organisation_ref": "o", "kind": "employee", "stage": ""}


def errors(**changes: Any) -> set[str]:
    """The fields that a row is refused for."""
    return set(AffiliationRow().validate({**ROW, "from": "2018-01-01", "to": "", **changes}))


def test_an_affiliation_may_have_no_end() -> None:
    """An empty last day is none; the first is needed, and an end on it is allowed."""
    assert errors() == set()
    assert errors(**{"from": ""}) == {"from"}
    assert errors(to="2018-01-01") == set()
    assert errors(to="2017-12-31") == {"to"}


@pytest.mark.parametrize(("kind", "stage", "refused"), [("student", "", True), ("employee", "university", True)])
def test_students_have_a_stage_and_nobody_else(kind: str, stage: str, refused: bool) -> None:
    """A stage that is missing or too much makes the row invalid."""
    assert errors(kind=kind, stage=stage) == ({"stage"} if refused else set())
    assert errors(kind="student", stage="vocational") == set()


def test_both_ends_of_an_affiliation_are_included() -> None:
    """It holds on its first and its last day, and on no other side of them."""
    facts = {**ROW, "kind": "student", "stage": "university", "from": "2018-03-01", "to": "2018-03-02"}
    one = domain.affiliation(facts)
    days = [dt.date(2018, 2, 28), dt.date(2018, 3, 1), dt.date(2018, 3, 2), dt.date(2018, 3, 3)]
    assert [one.valid_on(day) for day in days] == [False, True, True, False]
    assert domain.affiliation({**facts, "to": None}).valid_on(dt.date.max)


def test_nobody_is_told_of_the_kind() -> None:
    """Others hear who belongs where, and not as what."""
    told = domain.told({**ROW, "volunteer": "KV1", "from": "2018-01-01", "to": None})
    assert told == {"affiliation_ref": "a", "volunteer": "KV1", "organisation_ref": "o"}
