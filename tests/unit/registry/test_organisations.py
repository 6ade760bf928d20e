"""An organisation's row, its place in the tree, and its standing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from services.registry.organisations.domain import dissolved, is_active, organisation_fault, path_below, standing
from services.registry.organisations.policies import TREE
from services.registry.organisations.repository import path
from services.registry.organisations.schemas import OrganisationRow
from shared.kinds import Case
from shared.rules.faults import Fault, Refused
from shared.rules.spans import Span

ROW = {"organisation_ref": "o", "name": "联合会", "kind": "federation", "region_code": "440000", "parent_ref": ""}
FOUNDED, DISSOLVED = dt.date(2011, 11, 8), dt.date(2018, 3, 1)
LIVED = {"founded_on": FOUNDED.isoformat(), "dissolved_on": DISSOLVED.isoformat()}


def organisation(kind: str, region: str, reference: str = "o", ancestors: tuple[str, ...] = ()) -> dict[str, Any]:
    """The facts of an accepted organisation."""
    return {"organisation_ref": reference, "kind": kind, "region_code": region, "ancestors": list(ancestors)}


def test_an_organisation_at_the_top_has_none_above() -> None:
    """An empty text is none."""
    assert OrganisationRow().load(ROW)["parent_ref"] is None


def test_a_season_has_fewer_columns() -> None:
    """A row without them is the same as one that leaves them empty."""
    row, more = OrganisationRow(), {"field": "", "founded_on": "", "dissolved_on": "", "successor_ref": ""}
    assert row.contents(row.load(ROW)) == row.contents(row.load({**ROW, **more}))


def test_an_organisation_is_not_its_own_parent() -> None:
    """Anything else may still be unknown."""
    assert organisation_fault("a", "a") == Fault("parent_ref", "own_parent")
    assert organisation_fault("a", "b") is None
    assert organisation_fault("a", None) is None


@pytest.mark.parametrize(
    ("below", "above", "reason"),
    [
        (("federation", "440000"), None, None),
        (("federation", "440000"), ("federation", "440000"), "federation_level"),
        (("federation", "440100"), ("federation", "440000"), None),
        (("federation", "440100"), None, "federation_level"),
        (("federation", "440100"), ("service_team", "440000"), "federation_level"),
        (("federation", "440103"), ("federation", "440100"), None),
        (("federation", "440103"), ("federation", "440000"), "federation_level"),
        (("federation", "440103"), ("federation", "440300"), "parent_outside_region"),
        (("service_team", "440103"), None, None),
        (("service_team", "440103"), ("federation", "440000"), None),
        (("service_team", "440103"), ("school", "440103"), None),
        (("service_team", "440100"), ("federation", "440103"), "parent_outside_region"),
        (("league_branch", "440304"), ("federation", "440305"), "parent_outside_region"),
    ],
)
def test_where_an_organisation_may_stand(
    below: tuple[str, str], above: tuple[str, str] | None, reason: str | None
) -> None:
    """In its parent's region; a federation below one exactly one level up."""
    known = {"parent_ref": organisation(*above, "p")} if above else {}
    assert reason == TREE[0].failing(Case("o", organisation(*below), known))


def test_an_organisation_never_stands_below_itself() -> None:
    """Neither right below, nor further down."""
    moved = organisation("school", "440100", "a")
    under = [organisation("school", "440100", "a"), organisation("school", "440100", "c", ("a", "b"))]
    assert ["cycle", "cycle"] == [TREE[0].failing(Case("a", moved, {"parent_ref": one})) for one in under]


def test_a_path_leads_from_the_top_to_the_parent() -> None:
    """The uppermost comes first; at the top there is none."""
    assert ["a", "b", "c"] == path_below(organisation("school", "440100", "c", ("a", "b")))
    assert [] == path_below(None)


def test_a_path_ends_where_nothing_more_is_known() -> None:
    """Of those that were taken in before any had to wait; one that goes in a circle names each once."""
    parents = {"c": "b", "b": "a", "a": None, "x": "unknown", "y": "z", "z": "y"}
    assert [["a", "b"], [], ["unknown"], ["z"]] == [path(parents, one) for one in ("c", "a", "x", "y")]


def test_an_organisation_is_active_until_it_is_dissolved() -> None:
    """From its founding on; without these days it always was, and is still."""
    day = dt.timedelta(days=1)
    assert Span(FOUNDED, DISSOLVED) == standing(LIVED)
    assert [False, True, True, False] == [
        is_active(LIVED, one) for one in (FOUNDED - day, FOUNDED, DISSOLVED - day, DISSOLVED)
    ]
    assert is_active({"founded_on": None, "dissolved_on": None}, FOUNDED)


def test_a_dissolution_is_not_before_the_founding() -> None:
    """On the same day it is allowed, and it can be taken back."""
    assert {"dissolved_on": "2011-11-08"} == dissolved(LIVED, FOUNDED)
    assert {"dissolved_on": None} == dissolved(LIVED, None)
    with pytest.raises(Refused, match="before_founded_on"):
        dissolved(LIVED, dt.date(2011, 11, 7))
