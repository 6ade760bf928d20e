"""Volunteers over HTTP, on a real store: intake, reading, deciding, exports, and what is kept of a person."""

from __future__ import annotations

import json
import uuid
from typing import Any

import orjson
import pytest

from shared import clock
from shared.store import outbox
from shared.store.transaction import Store
from tests.integration.registry.calling import Caller, refusals, wrong

NUMBERS = ("360426199101010071", "440308199901101512", "230306196304054513")
BORN = ("1991-01-01", "1999-01-10", "1963-04-05")


def row(which: int = 0, **changes: Any) -> dict[str, Any]:
    """A row of volunteers.csv."""
    return {
        "volunteer_ref": f"v-{which}",
        "name": "陈木棉",
        "document_type": "resident_id",
        "document_number": NUMBERS[which],
        "birth_date": BORN[which],
        "sex": "M",
        "phone": f"1900000111{which}",
        "home_region_code": "440100",
        "skills": "it|hakka",
        "party_member": "no",
        "league_member": "yes",
        "student_stage": "",
        "guardian_consent_on": "",
        "identity_status": "verified",
        "latitude": "23.10457",
        "longitude": "113.26831",
        **changes,
    }


def told(store: Store) -> list[tuple[str, str, int]]:
    """What the outbox tells of volunteers' states, in order: type, reference, sequence."""
    commits = store.database["outbox"].find().sort("pending", 1)
    events = [
        event
        for commit in commits
        for event in outbox.structured_events(commit)
        if event["type"].startswith("volunteer") and "sequence" in event
    ]
    return [(one["type"], one["data"]["volunteer_ref"], int(one["sequence"])) for one in events]


def test_a_volunteer_is_registered_once(caller: Caller, store: Store) -> None:
    """The same row again is a replay, and nobody hears of it."""
    assert caller.batch(row())["accepted"] == 1
    again = caller.batch(row())
    assert (again["accepted"], again["replayed"], again["refused"]) == (0, 1, [])
    assert told(store) == [("volunteer.registered.v1", "v-0", 1)]


def test_csv_and_json_are_the_same_row(caller: Caller, store: Store) -> None:
    """A file and a body with the same values are replays of each other."""
    caller.batch(row())
    typed = row(skills=["hakka", "it"], party_member=False, league_member=True, latitude=23.10457, longitude=113.26831)
    answer = caller.send("POST", "/volunteers", typed)
    assert (answer.status_code, answer.json["replayed"]) == (202, 1)


def test_a_copied_row_is_noted_as_a_replay(caller: Caller, store: Store) -> None:
    """A second copy within a file is kept among the refusals, once however often the file comes."""
    for _ in range(2):
        receipt = caller.batch(row(), row())
        assert receipt["refused"] == []
    assert [one["kind"] for one in store.database["refusals"].find()] == ["replayed"]


def test_one_person_has_one_registration(caller: Caller, store: Store) -> None:
    """A second reference with the same document is refused, within one batch, and later, and as 15 digits."""
    taken = (3, "document_number", "already_registered")
    assert refusals(caller.batch(row(), row(volunteer_ref="v-9"))) == [taken]
    assert refusals(caller.batch(row(), row(volunteer_ref="v-9"))) == [taken]
    old = row(volunteer_ref="v-8", document_number="360426910101007")
    assert refusals(caller.batch(old)) == [(2, "document_number", "already_registered")]
    assert caller.send("GET", "/volunteers/v-9").status_code == 404


def test_a_reference_keeps_its_document(caller: Caller, store: Store) -> None:
    """Another person's document under a known reference is a conflict like any other."""
    caller.batch(row())
    receipt = caller.batch(row(document_number=NUMBERS[1], birth_date=BORN[1]))
    assert (receipt["accepted"], receipt["conflicting"]) == (0, 1)
    assert len(told(store)) == 1
    assert caller.batch(row(1))["accepted"] == 1


def test_good_rows_go_in_beside_refused_ones(caller: Caller, store: Store) -> None:
    """Each row has its own answer, and what is refused leaves no value behind."""
    receipt = caller.batch(
        row(), row(1, birth_date="1999-01-11"), row(2, document_number="230306196304054514"), row(2, phone="no phone")
    )
    assert receipt["accepted"] == 1
    fields = sorted((number, field) for number, field, _ in refusals(receipt))
    assert fields == [(3, "birth_date"), (4, "document_number"), (5, "phone")]
    assert all(one["values"] is None for one in store.database["refusals"].find())


def test_of_two_rows_of_a_reference_the_first_stays(caller: Caller, store: Store) -> None:
    """The second is a conflict however often it comes; of what it says nothing is read but under its seal."""
    caller.batch(row(identity_status="unverified"))
    other = row(home_region_code="440300", phone="19000009999", skills="", guardian_consent_on="2018-01-15")
    for _ in range(2):
        receipt = caller.batch(other)
        assert (receipt["accepted"], receipt["conflicting"], receipt["refused"][0]["kind"]) == (0, 1, "conflicting")
        assert receipt["refused"][0]["field"] == "", "whoever guesses a phone must not hear that it is right"
    assert caller.send("POST", "/volunteers", other).status_code == 409
    assert told(store) == [("volunteer.registered.v1", "v-0", 1)]
    view = caller.send("GET", "/volunteers/v-0", scopes=("registry:read", "registry:personal")).json
    assert (view["home_region_code"], view["guardian_consent_on"], view["skills"]) == ("440100", None, ["hakka", "it"])
    assert view["personal"]["phone"] == "19000001110"
    (kept,) = store.database["refusals"].find()
    reviewed = store.sealer.open(kept["values"]["sealed"], "volunteers:v-0")
    assert (reviewed["phone"], reviewed["home_region_code"]) == ("19000009999", "440300")


def test_two_rows_of_a_reference_in_one_batch_are_a_conflict(caller: Caller, store: Store) -> None:
    """The first in the order of the rows stays; a copy of the second is noted as a replay."""
    receipt = caller.batch(row(), row(home_region_code="440300"), row(home_region_code="440300"))
    assert (receipt["accepted"], receipt["conflicting"], receipt["replayed"]) == (1, 1, 1)
    assert caller.send("GET", "/volunteers/v-0").json["home_region_code"] == "440100"


def test_what_was_decided_since_outlives_the_file(caller: Caller, store: Store) -> None:
    """An old file that is imported again takes nothing back: neither a verification, nor a consent, nor a phone."""
    old = row(identity_status="unverified", guardian_consent_on="2018-01-15")
    caller.batch(old)
    caller.send("PUT", "/volunteers/v-0/verification", {"status": "verified"})
    caller.send("DELETE", "/volunteers/v-0/guardian-consent")
    caller.send("PUT", "/volunteers/v-0/contact", {"phone": "18900000000"})
    before = store.database["volunteers"].find_one({"_id": "v-0"})
    assert caller.batch(old)["replayed"] == 1
    assert store.database["volunteers"].find_one({"_id": "v-0"}) == before
    view = caller.send("GET", "/volunteers/v-0", scopes=("registry:read", "registry:personal")).json
    assert (view["verified"], view["guardian_consent_on"], view["personal"]["phone"]) == (True, None, "18900000000")


def test_the_day_of_registration_is_the_files_or_today(caller: Caller) -> None:
    """An old row and one that leaves the column empty are replays of each other."""
    assert caller.batch(row(), row(1, registered_on="2013-04-26"))["accepted"] == 2
    assert caller.batch(row(registered_on=""))["replayed"] == 1
    days = [caller.send("GET", f"/volunteers/v-{which}").json["registered_on"] for which in (0, 1)]
    assert days == [clock.today().isoformat(), "2013-04-26"]
    assert caller.batch(row(1, registered_on="2013-04-27"))["conflicting"] == 1


def test_a_home_return_permit_has_two_names(caller: Caller) -> None:
    """Whichever a row uses, its holder is one person; the holder of a passport is another."""
    permit = {"document_type": "hk_macao_permit", "document_number": "H12345678"}
    assert caller.batch(row(**permit))["accepted"] == 1
    renewed = {"document_type": "home_return_permit", "document_number": "H1234567801"}
    assert refusals(caller.batch(row(1, **renewed))) == [(2, "document_number", "already_registered")]
    assert caller.batch(row(2, document_type="passport", document_number="H12345678"))["accepted"] == 1


def test_nothing_personal_lies_open_in_the_store(caller: Caller, store: Store) -> None:
    """Number, name, phone, birth date and place are in no document of any collection."""
    caller.batch(row(), row(volunteer_ref="v-9"), row(1, phone="19000001110", birth_date="1991-01-01"), row(2))
    caller.batch(row(home_region_code="440300"))
    caller.send(
        "PUT", "/volunteers/v-0/guardian-consent", {"given_on": "2018-01-15"}, Idempotency_Key=str(uuid.uuid4())
    )
    caller.send("POST", "/volunteers", row(1), Idempotency_Key=str(uuid.uuid4()))
    database = store.database
    for name in database.list_collection_names():
        for document in database[name].find():
            text = repr(document)
            for secret in (*NUMBERS, "木棉", "190000011", "1991-01-01", "23.10457", "113.26831"):
                assert secret not in text, f"{secret} lies open in {name}"


def test_a_name_is_masked_without_the_scope(caller: Caller) -> None:
    """The state is readable, the person is not; with the scope for it all facts are."""
    caller.batch(row())
    masked = caller.send("GET", "/volunteers/v-0").json
    assert (masked["name"], masked["volunteer"][:2]) == ("陈*", "KV")
    assert "personal" not in masked
    opened = caller.send("GET", "/volunteers/v-0", scopes=("registry:read", "registry:personal")).json["personal"]
    assert (opened["name"], opened["document_number"], opened["phone"]) == ("陈木棉", NUMBERS[0], "19000001110")


def test_a_guardians_consent_is_given_and_withdrawn(caller: Caller, store: Store) -> None:
    """Each is a change that others hear of; the same again is none."""
    caller.batch(row())
    path = "/volunteers/v-0/guardian-consent"
    for _ in range(2):
        assert caller.send("PUT", path, {"given_on": "2018-01-15"}).json["guardian_consent_on"] == "2018-01-15"
    for _ in range(2):
        assert caller.send("DELETE", path).json["guardian_consent_on"] is None
    assert [sequence for _, _, sequence in told(store)] == [1, 2, 3]


def test_a_code_comes_with_its_sentence(caller: Caller) -> None:
    """For people in `detail` and beside the code; programs read the code, the export of refusals has it alone."""
    numbered = row(document_number="440000199703102104")
    said = "has a check digit that does not fit: a digit was mistyped, or two were swapped"
    alone, at_once = caller.send("POST", "/volunteers", numbered).json, caller.batch(numbered)["refused"][0]
    assert f"v-0 was refused: {said}" == alone["detail"]
    error = {"field": "document_number", "reason": "wrong_check_digit", "text": said}
    assert ([error], [error]) == (alone["errors"], at_once["errors"])
    empty = caller.batch(row(name=""))["refused"][0]["errors"]
    assert [{"field": "name", "reason": "Field may not be null.", "text": "must not be empty"}] == empty
    kept = caller.send("GET", "/exports/refusals").text.splitlines()
    assert {"wrong_check_digit", "Field may not be null."} == {json.loads(line)["reason"] for line in kept}


def test_a_consent_is_not_given_in_the_future(caller: Caller) -> None:
    """A problem with the field and the reason, and nothing is stored."""
    caller.batch(row())
    answer = caller.send("PUT", "/volunteers/v-0/guardian-consent", {"given_on": "2099-12-31"})
    assert (answer.status_code, wrong(answer)) == (422, [{"field": "given_on", "reason": "in_future"}])


def test_the_authority_may_answer_later(caller: Caller, store: Store) -> None:
    """A no is kept, a yes is told, and a yes taken back is a change."""
    caller.batch(row())
    path, answers = "/volunteers/v-0/verification", ["unverified", "verified", "verified", "unverified"]
    assert answers == [caller.send("PUT", path, {"status": answer}).json["identity"] for answer in answers]
    assert [kind.split(".")[1] for kind, _, _ in told(store)] == ["registered", "verified", "changed"]


def test_a_decision_rests_on_what_was_seen(caller: Caller) -> None:
    """If-Match with an old ETag is refused; with the new one it goes through."""
    caller.batch(row())
    seen = caller.send("GET", "/volunteers/v-0").headers["ETag"]
    path, body = "/volunteers/v-0/verification", {"status": "verified"}
    fresh = caller.send("PUT", path, body, If_Match=seen)
    assert fresh.status_code == 200
    assert caller.send("PUT", path, {"status": "unverified"}, If_Match=seen).status_code == 412
    assert caller.send("PUT", path, {"status": "unverified"}, If_Match=fresh.headers["ETag"]).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/volunteers/nobody", None),
        ("PUT", "/volunteers/nobody/verification", {"status": "verified"}),
        ("PUT", "/volunteers/nobody/guardian-consent", {"given_on": "2018-01-15"}),
        ("DELETE", "/volunteers/nobody/guardian-consent", None),
    ],
)
def test_an_unknown_reference_is_not_found(caller: Caller, method: str, path: str, body: Any) -> None:
    """Problem details with status 404."""
    answer = caller.send(method, path, body)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_exports_are_lines_without_personal_facts(caller: Caller) -> None:
    """Volunteers with their numbers, refusals without values."""
    caller.batch(row(), row(1, birth_date="1999-01-11"))
    lines = [orjson.loads(line) for line in caller.send("GET", "/exports/volunteers").data.splitlines()]
    assert [(one["volunteer_ref"], one["home_region_code"], one["verified"]) for one in lines] == [
        ("v-0", "440100", False)
    ]
    refused = [orjson.loads(line) for line in caller.send("GET", "/exports/refusals").data.splitlines()]
    assert refused == [
        {
            "resource": "volunteers",
            "source": "local",
            "kind": "invalid",
            "row": 3,
            "reference": "v-1",
            "field": "birth_date",
            "reason": "differs_from_document",
        }
    ]


def test_a_refused_single_row_is_a_problem(caller: Caller) -> None:
    """Sent alone, a row that breaks a rule is answered with 422, its field and its reason."""
    answer = caller.send("POST", "/volunteers", row(birth_date="1991-01-02"))
    assert (answer.status_code, wrong(answer)) == (
        422,
        [{"field": "birth_date", "reason": "differs_from_document"}],
    )


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"latitude": "", "document_number": "360426199101010072"}, ["latitude", "document_number"]),
        ({"sex": "X", "birth_date": "1991-01-02"}, ["sex", "birth_date"]),
        ({"document_type": "", "birth_date": "1991-01-02"}, ["document_type"]),
        (
            {"document_number": "360426199101010072", "registered_on": "2099-01-01"},
            ["document_number", "registered_on"],
        ),
    ],
)
def test_all_that_is_wrong_in_a_row_is_named_at_once(
    caller: Caller, changes: dict[str, Any], errors: list[str]
) -> None:
    """What is malformed, and the rules that the well-formed fields break: nobody mends one to be told of the next."""
    (refused,) = caller.batch(row(**changes))["refused"]
    assert [one["field"] for one in refused["errors"]] == errors
    assert refused["field"] == errors[0]
