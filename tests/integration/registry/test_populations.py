"""Populations on a real store: those of members wait for their organisation; the latest is in force."""

from __future__ import annotations

import datetime as dt
from typing import Any

from services.registry.organisations.kind import ORGANISATIONS
from services.registry.populations.kind import POPULATIONS
from services.registry.populations.usecases import in_force
from shared.intake.rows import DIFFERS_TOO, OTHER_CONTENTS
from shared.store.transaction import Store
from shared.where import Where
from tests.integration.registry.bringing import at_once, bring, hear_own, outcomes, told
from tests.integration.registry.calling import Caller, refusals
from tests.integration.registry.people import organisation

DAY = dt.date(2018, 12, 31)


def population(reference: str, count: int = 1, **changes: str) -> dict[str, Any]:
    """A row of populations.csv."""
    of = {"kind": "volunteers", "region_code": "440100", "organisation_ref": "", "as_of": "2018-06-30"}
    return {"population_ref": reference, **of, "count": str(count), **changes}


def members(reference: str, count: int = 1, **changes: str) -> dict[str, Any]:
    """Likewise, of an organisation's league members."""
    return population(reference, count, kind="league_members", organisation_ref="o", **changes)


def test_the_members_of_an_organisation_wait_for_it(store: Store) -> None:
    """Only then do they count."""
    bring(store, POPULATIONS, population("n", 32), members("m", 7))
    assert {"n": "accepted", "m": "held:unknown_organisation"} == outcomes(store, POPULATIONS)
    assert {} == in_force(store, "league_members", DAY)
    at_once(
        lambda: bring(store, ORGANISATIONS, organisation("o")), lambda: bring(store, POPULATIONS, members("m-2", 9))
    )
    hear_own(store)
    assert {"n": "accepted", "m": "accepted", "m-2": "accepted"} == outcomes(store, POPULATIONS)
    assert {"o": 9} == in_force(store, "league_members", DAY)
    assert {"n", "m", "m-2"} == {event.subject for event in told(store, "population.recorded.v1")}


def test_the_latest_population_of_a_place_is_in_force(store: Store) -> None:
    """As of the day that is asked for, by kind."""
    rows = [population("a", 1, as_of="2017-12-31"), population("b", 2), population("c", 3, as_of="2019-01-01")]
    bring(store, POPULATIONS, *rows, population("d", 4, region_code="440300"), population("e", 5, kind="projects"))
    assert {"440100": 2, "440300": 4} == in_force(store, "volunteers", DAY)
    assert {"440100": 1} == in_force(store, "volunteers", dt.date(2018, 1, 1))
    assert {"440100": 5} == in_force(store, "projects", DAY)


def test_populations_are_taken_in_over_http(caller: Caller) -> None:
    """Row by row; a second one of a reference is a replay or a conflict."""
    rows = [population("n"), population("lost", kind="party_members"), population("odd", organisation_ref="o")]
    receipt = caller.batch(*rows, population("far", region_code="110000"), kind="populations")
    assert [(3, "organisation_ref"), (4, "organisation_ref"), (5, "region_code")] == sorted(
        one[:2] for one in refusals(receipt)
    )
    assert 1 == caller.batch(population("n"), kind="populations")["replayed"]
    assert 1 == caller.batch(population("n", 2), kind="populations")["conflicting"]
    assert 1 == caller.send("GET", "/populations/n").json["count"]
    for query, found in (("kind=volunteers", 1), ("region=440300", 0), ("outcome=accepted", 1)):
        assert found == len(caller.send("GET", f"/populations?{query}").json["populations"])


def test_a_conflict_names_the_fields_that_differ(caller: Caller) -> None:
    """From the first row in the same batch or before; to who does not reach the record, none."""
    both = caller.batch(population("n"), population("n", 2, as_of="2018-07-01"), kind="populations")
    (refused,) = both["refused"]
    assert [("count", OTHER_CONTENTS), ("as_of", DIFFERS_TOO)] == [
        (one["field"], one["reason"]) for one in refused["errors"]
    ]
    (later,) = caller.batch(population("n", 3), kind="populations")["refused"]
    assert ("count", OTHER_CONTENTS, "conflicting") == (later["field"], later["reason"], later["kind"])
    (hidden,) = caller.batch(population("n", 4), kind="populations", where=Where(regions=frozenset({"440300"})))[
        "refused"
    ]
    assert ("", OTHER_CONTENTS) == (hidden["field"], hidden["reason"])
