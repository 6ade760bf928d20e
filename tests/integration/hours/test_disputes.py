"""A dispute is opened by the volunteer, answered where the presence was served, and decided above that."""

from __future__ import annotations

from typing import Any

import pytest

from services.hours.api import blueprints
from shared.config import Settings
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.where import Where
from tests.integration.hours import county
from tests.integration.hours.county import CITY, COUNTY, HERE, NUMBER, Asked
from tests.integration.listening import Service
from tests.integration.placed import Caller
from tests.integration.registrations import number_of

OWN, OFFICER, ABOVE = Where(person=NUMBER), Where(frozenset({COUNTY})), Where(frozenset({CITY}))


@pytest.fixture
def service(store: Store) -> Service:
    """What the county and the others keep."""
    return county.serve(store)


@pytest.fixture
def caller(settings: Settings, store: Store, service: Service) -> Caller:
    """The API of hours."""
    scopes = ["hours:read", "hours:approve", "hours:dispute"]
    return Caller(make_application(settings, store, blueprints).test_client(), settings, scopes)


def step(caller: Caller, where: Where, subject: str, path: str = "", **body: Any) -> tuple[int, str]:
    """What is answered to a step of the dispute about presence `a`: the status, and the state or why not."""
    answer = caller.send("POST", Asked(f"/attendance/a/dispute{path}", body), where, subject=subject)
    errors = answer.json.get("errors") or [{"reason": ""}]
    return answer.status_code, answer.json.get("state") or errors[0]["reason"]


def test_three_persons_take_the_three_steps(caller: Caller, service: Service) -> None:
    """Each once, in order, and on the right rung; what was too much is taken back when that is upheld."""
    assert (404, "") == step(caller, Where(person=number_of("there")), "x", claim="too_many")
    assert (404, "") == step(caller, OFFICER, "lead", "/answer", answer="stands")
    assert (200, "open") == step(caller, OWN, HERE, claim="too_many")
    assert (422, "already_disputed") == step(caller, OWN, HERE, claim="not_mine")
    assert (422, "not_answered") == step(caller, ABOVE, "head", "/decision", decision="upheld")
    assert (422, "own_record") == step(caller, OFFICER, "here-2", "/answer", answer="agreed")
    assert (200, "answered") == step(caller, OFFICER, "lead", "/answer", answer="stands")
    assert (422, "dispute_closed") == step(caller, OFFICER, "chief", "/answer", answer="agreed")
    assert (422, "decided_above") == step(caller, OFFICER, "head", "/decision", decision="upheld")
    assert (422, "had_a_say") == step(caller, ABOVE, "lead", "/decision", decision="upheld")
    assert (200, "upheld") == step(caller, ABOVE, "head", "/decision", decision="upheld")
    assert (422, "not_answered") == step(caller, ABOVE, "other", "/decision", decision="dismissed")
    assert "rejected:reversed" == caller.send("GET", Asked("/attendance/a"), OWN).json["outcome"]
    told = [(one.sequence, one.data["state"]) for one in service.told if one.type == "hours.disputed.v1"]
    told += [(one.sequence, one.data["state"]) for one in service.news() if one.type == "hours.disputed.v1"]
    assert [(1, "open"), (2, "answered"), (3, "upheld")] == sorted(told, key=lambda one: one[0] or 0)


def test_disputes_are_listed_where_they_lie_and_to_the_volunteer(caller: Caller) -> None:
    """With how they stand."""
    assert (200, "open") == step(caller, OWN, HERE, claim="too_few")

    def seen(where: Where, query: str = "") -> list[tuple[str, str]]:
        found = caller.send("GET", Asked(f"/disputes{query}"), where).json["disputes"]
        return [(one["attendance_ref"], one["state"]) for one in found]

    assert [("a", "open")] == seen(OWN)
    assert [("a", "open"), ("guest", "open")] == seen(OFFICER)
    assert [("guest", "open")] == seen(OFFICER, f"?volunteer={number_of('there')}")
    assert [] == seen(ABOVE, "?state=upheld")


def test_a_dispute_that_nobody_answers_in_time_is_decided(caller: Caller) -> None:
    """That of the guest was to be answered by a day of 2018; a dismissed one takes nothing back."""
    asked = Asked("/attendance/guest/dispute/decision", {"decision": "dismissed"})
    assert "dismissed" == caller.send("POST", asked, ABOVE).json["state"]
    assert "credited" == caller.send("GET", Asked("/attendance/guest"), OFFICER).json["outcome"]
