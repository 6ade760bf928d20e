"""Terms of office on a real store: they wait for both whom they name, and end earlier by a step."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from services.registry.organisations.kind import ORGANISATIONS
from services.registry.terms.kind import TERMS
from services.registry.volunteers.usecases import register_volunteers
from shared.intake.rows import Line
from shared.store.transaction import Store
from tests.integration.registry.bringing import arrive, bring, hear_own, outcomes, told
from tests.integration.registry.calling import Caller, wrong
from tests.integration.registry.people import organisation, volunteer


def term(reference: str = "t", **changes: str) -> dict[str, Any]:
    """A row of terms.csv."""
    days = {"elected_on": "2018-01-01", "ends_on": "2022-12-31"}
    named = {"term_ref": reference, "organisation_ref": "o", "volunteer_ref": "v", "office": "chair"}
    return {**named, **days, **changes}


def people(store: Store, *rows: dict[str, str]) -> None:
    """Volunteers are registered."""
    store.transact(lambda transaction: register_volunteers(transaction, [Line(2, row) for row in rows]))


ARRIVALS: dict[str, Callable[[Store], Any]] = {
    "term": lambda store: bring(store, TERMS, term()),
    "organisation": lambda store: bring(store, ORGANISATIONS, organisation("o")),
    "volunteer": lambda store: people(store, volunteer("v")),
}


@pytest.mark.parametrize("order", list(itertools.permutations(ARRIVALS)), ids="-".join)
@pytest.mark.parametrize("side_by_side", [False, True])
def test_any_order_gives_the_same_term(store: Store, order: tuple[str, ...], *, side_by_side: bool) -> None:
    """Told once, with the number of who was elected."""
    arrive([partial(ARRIVALS[name], store) for name in order], side_by_side=side_by_side)
    hear_own(store)
    assert {"t": "accepted"} == outcomes(store, TERMS)
    (event,) = told(store, "term.recorded.v1")
    number = next(one["number"] for one in store.database["volunteers"].find({"_id": "v"}))
    assert ("o", number, 1) == (event.data["organisation_ref"], event.data["volunteer"], event.sequence)


def test_what_becomes_of_a_term(store: Store) -> None:
    """The first that is unknown is named; a minor is not elected; a replay and a conflict change nothing."""
    bring(store, ORGANISATIONS, organisation("o"), {**organisation("lost"), "parent_ref": "unknown"})
    people(store, volunteer("v"))
    rows = [
        term("no-organisation", organisation_ref="lost", volunteer_ref="nobody"),
        term("nobody", volunteer_ref="nobody"),
        term("minor", elected_on="2008-12-31"),
        term("full-age", elected_on="2009-01-01"),
    ]
    bring(store, TERMS, *rows)
    assert {
        "no-organisation": "held:unknown_organisation",
        "nobody": "held:unknown_volunteer",
        "minor": "refused:too_young",
        "full-age": "accepted",
    } == outcomes(store, TERMS)
    receipt = bring(store, TERMS, *rows, term("minor", office="vice_chair"))
    assert (0, 4, 1) == (receipt.accepted, receipt.replayed, receipt.conflicting)
    assert {"terms/guangdong"} == {one.data["policy"]["name"] for one in told(store, "registration.refused.v1")}


def test_a_term_ends_earlier(caller: Caller, store: Store) -> None:
    """Under the version that was seen; the event has the next sequence."""
    caller.batch(volunteer("v"))
    caller.batch(organisation("o"), kind="organisations")
    caller.batch(term(), kind="terms")
    seen = caller.send("GET", "/terms/t").headers["ETag"]
    late = caller.send("PUT", "/terms/t/end", {"ends_on": "2023-01-01"})
    assert [{"field": "ends_on", "reason": "not_earlier"}] == wrong(late)
    done = caller.send("PUT", "/terms/t/end", {"ends_on": "2018-06-30"}, If_Match=seen)
    assert (200, "2018-06-30") == (done.status_code, done.json["ends_on"])
    assert 412 == caller.send("PUT", "/terms/t/end", {"ends_on": "2018-05-31"}, If_Match=seen).status_code
    assert [1, 2] == [event.sequence for event in told(store, "term.recorded.v1")]
    for query, found in (("organisation_ref=o", 1), ("office=vice_chair", 0), ("region=440100", 1)):
        assert found == len(caller.send("GET", f"/terms?{query}").json["terms"])
