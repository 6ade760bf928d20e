"""Versions of the tilt: proposed by one, adopted by another, and allocations are made by what holds on their day."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.matching.tilts import usecases
from shared import clock
from shared.rules.faults import Refused
from shared.store.transaction import Store, Transaction
from tests.integration.matching.resources import told
from tests.integration.matching.test_allocations import Ask, ask, season

__all__ = ["ask", "season"]
TOMORROW = clock.today() + dt.timedelta(days=1)


def version(reference: str = "tilt-2", **changes: Any) -> dict[str, Any]:
    """A version by which a unit in a county outside of the delta is worth nine."""
    return {
        "tilt_version_ref": reference,
        "version": 2,
        "holds_from": clock.today().isoformat(),
        "county_outside_delta": 9,
        "outside_delta": 4,
        "in_delta": 1,
        **changes,
    }


def faults(answer: Any) -> dict[str, str]:
    """What a refusal names, with the reasons."""
    return {one["field"]: one["reason"] for one in answer.json["errors"]}


def adopted(ask: Ask, **changes: Any) -> None:
    """One proposes a version, another adopts it."""
    row = version(**changes)
    assert ask("POST", "/tilt-versions", row, "lin").status_code == 202
    answer = ask("PUT", f"/tilt-versions/{row['tilt_version_ref']}/adoption", {}, "chen")
    assert answer.status_code == 200, answer.text


def test_an_allocation_is_made_by_the_adopted_tilt(season: Store, ask: Ask) -> None:
    """Not before it is adopted, and not for the days before; each allotment names its version."""
    ask("POST", "/tilt-versions", version(), "lin")
    before = ask("POST", "/allocations", {}).json
    assert (28, 1) == (before["weighted_units"], before["policy"]["version"])
    assert 200 == ask("PUT", "/tilt-versions/tilt-2/adoption", {}, "chen").status_code
    after = ask("POST", "/allocations", {}).json
    assert (9 * 8 + 4, 2) == (after["weighted_units"], after["policy"]["version"])
    yesterday = clock.today() - dt.timedelta(days=1)
    assert 28 == ask("GET", f"/optimal-allocation?as_of={yesterday}").json["weighted_units"]
    (event,) = told(season, "tilt.adopted.v1")
    assert {name: version()[name] for name in event.data} == event.data


def test_what_holds_can_be_read(ask: Ask, season: Store) -> None:
    """Among the policies with its weights, from its first day on; and who proposed and adopted it."""
    adopted(ask, holds_from=TOMORROW.isoformat())
    weights = [
        [
            one["rule"]["weights"]["county_outside_delta"]
            for one in ask("GET", f"/policies?on={day}").json
            if "tilt" in one["name"]
        ]
        for day in (clock.today(), TOMORROW)
    ]
    assert [[3], [9]] == weights
    shown = ask("GET", "/tilt-versions/tilt-2").json
    assert ("accepted", "lin", "chen") == tuple(shown[name] for name in ("outcome", "proposed_by", "adopted_by"))
    assert [shown] == ask("GET", "/tilt-versions").json["tilt_versions"]


@pytest.mark.parametrize(
    ("changes", "who", "fault"),
    [
        ({}, "lin", {"adopted_by": "second_person_required"}),
        ({"version": 3}, "chen", {"version": "not_the_next"}),
        ({"holds_from": "2018-01-01"}, "chen", {"holds_from": "in_the_past"}),
    ],
)
def test_what_cannot_be_adopted_says_why(
    ask: Ask, season: Store, changes: dict[str, Any], who: str, fault: dict[str, str]
) -> None:
    """It stays proposed."""
    ask("POST", "/tilt-versions", version(**changes), "lin")
    answer = ask("PUT", "/tilt-versions/tilt-2/adoption", {}, who)
    assert (422, fault) == (answer.status_code, faults(answer))
    assert "held:adoption" == ask("GET", "/tilt-versions/tilt-2").json["outcome"]
    assert [] == told(season, "tilt.adopted.v1")


def test_none_begins_before_the_newest_and_none_is_adopted_twice(ask: Ask, season: Store) -> None:
    """The line of versions is one."""
    adopted(ask, holds_from=TOMORROW.isoformat())
    ask("POST", "/tilt-versions", version("tilt-3", version=3), "lin")
    answer = ask("PUT", "/tilt-versions/tilt-3/adoption", {}, "chen")
    assert {"holds_from": "before_the_last"} == faults(answer)
    assert 422 == ask("PUT", "/tilt-versions/tilt-2/adoption", {}, "wu").status_code


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"in_delta": 0}, "in_delta"),
        ({"in_delta": 5}, "in_delta"),
        ({"version": 1}, "version"),
        ({"holds_from": ""}, "holds_from"),
    ],
)
def test_a_version_that_is_none_is_refused(ask: Ask, season: Store, changes: dict[str, Any], field: str) -> None:
    """A weight of 0 would leave units where they are; none may tilt to the delta."""
    assert field in faults(ask("POST", "/tilt-versions", version(**changes)))


def test_of_two_who_adopt_the_same_number_at_once_one_does(ask: Ask, season: Store) -> None:
    """The other one is told that it is not the next any more."""
    for reference in ("tilt-2", "tilt-two"):
        ask("POST", "/tilt-versions", version(reference), "lin")

    def adopt(reference: str) -> bool:
        def step(transaction: Transaction) -> None:
            transaction.subject = "chen"
            usecases.adopt(transaction, reference)

        try:
            season.transact(step)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        assert [False, True] == sorted(both.map(adopt, ("tilt-2", "tilt-two")))
    assert 1 == len(told(season, "tilt.adopted.v1"))
