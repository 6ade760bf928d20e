"""The steps of a volunteer's life over HTTP, on a real store: who may, on which version, and what is told."""

from __future__ import annotations

from typing import Any

import pytest

from shared.store.transaction import Store
from tests.integration.registry.calling import ALL, Caller, refusals, wrong
from tests.integration.registry.test_volunteers import BORN, NUMBERS, row, told

PERSONAL = ("registry:read", "registry:personal")
RENEWAL = {"document_type": "passport", "document_number": "E7654321"}
STEPS: dict[str, tuple[dict[str, Any], str]] = {
    "contact": ({"phone": "18900000000"}, "registry:write"),
    "home": ({"latitude": 22.5, "longitude": 114.1}, "registry:write"),
    "skills": ({"skills": ["teochew", "english"]}, "registry:write"),
    "student-stage": ({"student_stage": "university"}, "registry:write"),
    "guardian-consent": ({"given_on": "2018-01-15"}, "registry:write"),
    "verification": ({"status": "verified"}, "registry:verify"),
    "document": (RENEWAL, "registry:verify"),
}

every_step = pytest.mark.parametrize("name", STEPS)


def put(caller: Caller, name: str, body: dict[str, Any] | None = None, which: int = 0, **headers: Any) -> Any:
    """Take a step of a volunteer's life."""
    return caller.send("PUT", f"/volunteers/v-{which}/{name}", STEPS[name][0] if body is None else body, **headers)


def facts(caller: Caller, which: int = 0) -> dict[str, Any]:
    """All facts of a person."""
    found: dict[str, Any] = caller.send("GET", f"/volunteers/v-{which}", scopes=PERSONAL).json["personal"]
    return found


@every_step
def test_a_step_is_told_once(caller: Caller, store: Store, name: str) -> None:
    """With the next sequence; the same again is none, and leaves the ETag as it is."""
    caller.batch(row())
    answers = [put(caller, name) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].headers["ETag"] == answers[1].headers["ETag"]
    event = "volunteer.verified.v1" if name == "verification" else "volunteer.changed.v1"
    assert told(store)[1:] == [(event, "v-0", 2)]


@every_step
def test_a_step_rests_on_what_was_seen(caller: Caller, name: str) -> None:
    """With an old ETag nothing happens; with the new one it does."""
    caller.batch(row())
    seen = caller.send("GET", "/volunteers/v-0").headers["ETag"]
    caller.send("PUT", "/volunteers/v-0/contact", {"phone": "17700000000"})
    assert put(caller, name, If_Match=seen).status_code == 412
    now = caller.send("GET", "/volunteers/v-0").headers["ETag"]
    assert put(caller, name, If_Match=now).status_code == 200


@every_step
def test_a_step_asks_for_its_scope(caller: Caller, name: str) -> None:
    """Who registers people keeps their facts too; who a person is, only who may verify says."""
    scope = STEPS[name][1]
    answer = put(caller, name, scopes=set(ALL) - {scope})
    assert (answer.status_code, scope in answer.json["detail"]) == (403, True)


@every_step
def test_a_step_of_nobody_is_not_found(caller: Caller, name: str) -> None:
    """Nor is one of somebody for whom others only wait."""
    assert put(caller, name).status_code == 404


@every_step
def test_a_step_brings_what_it_is_about_and_nothing_else(caller: Caller, name: str) -> None:
    """A missing field and one too many are refused."""
    caller.batch(row())
    for body in ({}, {**STEPS[name][0], "surprise": 1}):
        assert put(caller, name, body).status_code == 422


def test_facts_of_the_person_change_under_their_seal(caller: Caller, store: Store) -> None:
    """Phone and home are others, the rest stays; what others need of it is told sealed."""
    caller.batch(row())
    before = facts(caller)
    put(caller, "contact")
    put(caller, "home")
    assert facts(caller) == {**before, "phone": "18900000000", "latitude": 22.5, "longitude": 114.1}
    assert all(one not in repr(store.database["volunteers"].find_one()) for one in ("18900000000", "22.5", "114.1"))


def test_skills_and_stage_are_shown(caller: Caller) -> None:
    """Skills in their order, whatever the body's; a stage ends with null."""
    caller.batch(row())
    assert put(caller, "skills").json["skills"] == ["english", "teochew"]
    assert put(caller, "student-stage").json["student_stage"] == "university"
    assert put(caller, "student-stage", {"student_stage": None}).json["student_stage"] is None


def test_a_renewed_document_is_the_same_person(caller: Caller, store: Store) -> None:
    """The number, the reference and the verification stay, and neither document makes a second person."""
    caller.batch(row())
    put(caller, "verification")
    number = caller.send("GET", "/volunteers/v-0").json["volunteer"]
    after = put(caller, "document")
    assert (after.json["volunteer"], after.json["verified"]) == (number, True)
    assert (facts(caller)["document_type"], facts(caller)["document_number"]) == ("passport", "E7654321")
    taken = [(2, "document_number", "already_registered")]
    assert refusals(caller.batch(row(volunteer_ref="v-8"))) == taken
    assert refusals(caller.batch(row(volunteer_ref="v-9", **RENEWAL))) == taken
    assert put(caller, "document", {"document_type": "resident_id", "document_number": NUMBERS[0]}).status_code == 200
    assert store.database["volunteers"].count_documents({}) == 1


@pytest.mark.parametrize(
    ("number", "field", "reason"),
    [
        (NUMBERS[1], "document_number", "already_registered"),
        (NUMBERS[2], "birth_date", "differs_from_document"),
        ("360426199101010072", "document_number", "wrong_check_digit"),
    ],
)
def test_a_document_of_somebody_else_is_refused(caller: Caller, number: str, field: str, reason: str) -> None:
    """One that another has, one that says another birth date, one that was mistyped."""
    caller.batch(row(birth_date=BORN[1], document_type="passport", document_number="E1234567"), row(1))
    answer = put(caller, "document", {"document_type": "resident_id", "document_number": number})
    assert (answer.status_code, wrong(answer)) == (422, [{"field": field, "reason": reason}])


def test_a_document_that_was_renewed_away_is_nobody_elses(caller: Caller) -> None:
    """Neither a new registration nor another's renewal takes it."""
    caller.batch(row(birth_date=BORN[1], document_type="passport", document_number="E1234567"), row(1))
    assert put(caller, "document", RENEWAL).status_code == 200
    for number in ("E1234567", "E7654321"):
        other = put(caller, "document", {"document_type": "passport", "document_number": number}, which=1)
        assert wrong(other) == [{"field": "document_number", "reason": "already_registered"}]
