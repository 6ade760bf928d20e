"""All that is kept about a person, on a real store: shown opened, and erased so that only the number is left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from services.registry.erasure.traces import TRACES
from services.registry.erasure.usecases import close_references
from shared.rules.references import CLOSED
from shared.store.transaction import Store
from tests.integration.conftest import LayOut
from tests.integration.registry.calling import ALL, Caller
from tests.integration.registry.people import events, note_partners, organisation, settle, told, volunteer
from tests.integration.registry.test_affiliations import row as affiliation
from tests.integration.registry.test_consents import row as consent
from tests.integration.registry.test_credentials import insurance, licence
from tests.integration.registry.test_terms import term

PERSONAL, ERASE = (*ALL, "registry:personal"), (*ALL, "registry:erase")
ERASED = "volunteer.erased.v1"
DAY = "2018-03-{:02}T12:00:00+08:00"
OF_THE_EVENT_LOG = {"outbox", "relay", "idempotency", "migrations"}


def transfer(reference: str, who: str, **changes: Any) -> dict[str, Any]:
    """A row of transfers.csv."""
    asked = {"transfer_ref": reference, "volunteer_ref": who, "to_region_code": "440300", "requested_at": DAY.format(1)}
    return {**asked, "decided_at": "", "decision": "", "reason": "搬到亲戚家", **changes}


def merge(reference: str, kept: str, merged: str, undone: int | None = None) -> dict[str, Any]:
    """A row of merges.csv."""
    undone_at = DAY.format(undone) if undone else ""
    names = {"merge_ref": reference, "kept_ref": kept, "merged_ref": merged}
    return {**names, "merged_at": DAY.format(2), "undone_at": undone_at}


@pytest.fixture
def world(caller: Caller, store: Store, lay_out: LayOut) -> Store:
    """A person of whom there is a row of every kind, rows that conflict, and rows that are held."""
    return lay_out(store, lambda: every_kind(caller, store))


@pytest.fixture
def full(caller: Caller, world: Store) -> Caller:
    """The API of that."""
    return caller


def every_kind(caller: Caller, store: Store) -> None:
    """What three people bring."""
    note_partners(store, "p-1")
    caller.batch(organisation("o-1"), kind="organisations")
    caller.batch(*(volunteer(f"v-{number}", number) for number in (1, 2, 3)))
    settle(store)
    caller.batch({**volunteer("v-1", 1), "phone": "19000009999"})
    caller.batch(affiliation(), affiliation("a-2", organisation_ref="o-9"), kind="affiliations")
    caller.batch(licence(), kind="licences")
    caller.batch(insurance(), kind="insurance")
    caller.batch(consent(), kind="consents")
    caller.batch(*(term(f"e-{n}", organisation_ref=f"o-{n}", volunteer_ref="v-1") for n in (1, 9)), kind="terms")
    caller.batch(transfer("t-1", "v-1"), transfer("t-2", "v-2"), kind="transfers")
    caller.batch(transfer("t-1", "v-1", reason="其他"), transfer("t-2", "v-1"), kind="transfers")
    caller.batch(merge("m-1", "v-1", "v-2", 9), merge("m-2", "v-3", "v-1", 9), kind="merges")


def traces_of(store: Store, *words: str) -> list[tuple[str, Any]]:
    """The documents outside the event log that hold one of the words."""
    return [
        (name, document["_id"])
        for name in store.database.list_collection_names()
        if name not in OF_THE_EVENT_LOG
        for document in store.database[name].find()
        if any(word in repr(document) for word in words)
    ]


def erase(caller: Caller, reference: str, **headers: str) -> Any:
    """Ask for an erasure."""
    return caller.send("POST", f"/volunteers/{reference}/erasure", {}, scopes=ERASE, **headers)


def test_every_kind_about_people_is_found_by_them(store: Store) -> None:
    """Each field that names a volunteer begins an index, of the rows and of those that are kept for review."""
    for kind, fields in TRACES:
        for field in fields:
            for collection, name in ((kind.name, field), ("refusals", f"values.{field}")):
                first = [one["key"][0][0] for one in store.database[collection].index_information().values()]
                assert name in first, (collection, name)


def test_everything_about_a_person_is_shown(full: Caller) -> None:
    """Facts, rows of every kind, the held ones too, and rows that were not taken in, with what is sealed opened."""
    found = full.send("GET", "/volunteers/v-1/everything", scopes=PERSONAL)
    assert found.status_code == 200
    body = found.json
    assert (body["registration"]["volunteer_ref"], body["personal"]["document_number"]) == ("v-1", "E00000001")
    keys = {kind.name: kind.key for kind, _ in TRACES}
    records = {kind: sorted(one[keys[kind]] for one in rows) for kind, rows in body["records"].items()}
    assert records == {
        "merges": ["m-1", "m-2"],
        "transfers": ["t-1"],
        "affiliations": ["a-1", "a-2"],
        "licences": ["l-1"],
        "insurance": ["i-1"],
        "consents": ["c-1"],
        "terms": ["e-1", "e-9"],
    }
    assert {one["kind"] for one in body["records"]["affiliations"]} == {"party_member"}
    assert body["records"]["transfers"][0]["reason"] == "搬到亲戚家"
    refused = sorted((one["resource"], one["reference"]) for one in body["refusals"])
    assert refused == [("transfers", "t-1"), ("transfers", "t-2"), ("volunteers", "v-1")]
    assert {one["values"].get("phone") for one in body["refusals"]} == {None, "19000009999"}
    assert found.headers["ETag"] == full.send("GET", "/volunteers/v-1").headers["ETag"]


def test_an_erased_person_leaves_a_number(full: Caller, store: Store) -> None:
    """No fact, sealed text, hash or row is left; others hear it in the volunteer's own sequence."""
    before = full.send("GET", "/volunteers/v-1")
    stored = store.database["volunteers"].find_one({"_id": "v-1"})
    assert stored is not None
    words = (stored["document"], stored["row"]["sealed"], stored["row"]["personal"], stored["row"]["digest"], "'v-1'")
    assert traces_of(store, *words) != []
    answer = erase(full, "v-1", If_Match=before.headers["ETag"])
    assert (answer.status_code, answer.json) == (200, {"erased": [before.json["volunteer"]]})
    assert traces_of(store, *words) == []
    spans = [("settled_merges", one["_id"]) for one in store.database["settled_merges"].find()]
    assert len(spans) == 1
    assert sorted(traces_of(store, before.json["volunteer"])) == [*spans, ("terms", "e-1")]
    assert store.database["terms"].find_one({"_id": "e-1"})["volunteer_ref"] == before.json["volunteer"]  # type: ignore[index]
    assert told(store, ERASED) == [(ERASED, before.json["volunteer"], stored["sequence"] + 1)]
    assert full.send("GET", "/volunteers/v-1").status_code == 404
    assert full.send("GET", "/volunteers/v-1/everything", scopes=PERSONAL).status_code == 404
    assert erase(full, "v-1").status_code == 404


def test_others_keep_their_own(full: Caller, store: Store) -> None:
    """Whoever was merged with the person for a while stays registered, and forgets the merge."""
    erase(full, "v-1")
    assert full.send("GET", "/volunteers/v-2").status_code == 200
    assert store.database["volunteers"].find_one({"_id": "v-2"})["life"]["merges"] == []  # type: ignore[index]
    everything = full.send("GET", "/volunteers/v-2/everything", scopes=PERSONAL).json
    assert [one["transfer_ref"] for one in everything["records"]["transfers"]] == ["t-2"]
    assert everything["refusals"] == []


def test_others_hear_every_name_of_the_person(caller: Caller, store: Store) -> None:
    """Who keeps rows under another source's reference knows whose they were."""
    caller.batch(volunteer("v-1", 1))
    caller.batch(volunteer("v-7", 1), source="gz")
    erase(caller, "v-1")
    (gone,) = [one.data for one in events(store) if one.type == ERASED]

    assert (gone["volunteer_ref"], gone["other_refs"]) == ("v-1", ["gz:v-7"])


def test_an_erasure_says_nothing_of_others(caller: Caller, store: Store) -> None:
    """A merge that one of the erased person's was in the way of stays refused; one of another time is decided anew."""
    caller.batch(*(volunteer(f"v-{number}", number) for number in (1, 2, 3)))
    caller.batch(merge("m-1", "v-3", "v-1", 20), kind="merges")
    caller.batch({**merge("m-2", "v-2", "v-1"), "merged_at": DAY.format(9)}, kind="merges")
    erase(caller, "v-3")
    caller.batch({**merge("m-3", "v-2", "v-1", 1), "merged_at": DAY.format(1)}, kind="merges")
    caller.batch({**merge("m-4", "v-2", "v-1"), "merged_at": DAY.format(1)}, kind="merges")
    caller.batch({**merge("m-5", "v-2", "v-1", 25), "merged_at": DAY.format(20)}, kind="merges")
    outcomes = {one["_id"]: one["outcome"] for one in store.database["merges"].find()}
    assert outcomes == {
        "m-2": "refused:already_merged",
        "m-3": "accepted",
        "m-4": "refused:already_merged",
        "m-5": "accepted",
    }
    erase(caller, "v-1")
    assert {one["merge_ref"] for one in store.database["settled_merges"].find()} == {"m-3", "m-5"}
    erase(caller, "v-2")
    assert list(store.database["settled_merges"].find()) == []


@pytest.mark.parametrize("reference", ["v-1", "v-2"])
def test_merged_registrations_are_erased_as_one_person(caller: Caller, store: Store, reference: str) -> None:
    """Whichever is named; nobody is told that they are two again, so that the sums stay with the kept number."""
    caller.batch(*(volunteer(f"v-{number}", number) for number in (1, 2, 3)))
    caller.batch(merge("m-1", "v-1", "v-2"), merge("m-2", "v-3", "v-1", 2), kind="merges")
    numbers = {caller.send("GET", f"/volunteers/{one}").json["volunteer"] for one in ("v-1", "v-2")}
    assert set(erase(caller, reference).json["erased"]) == numbers
    assert {subject for _, subject, _ in told(store, ERASED)} == numbers
    assert [one["_id"] for one in store.database["volunteers"].find()] == ["v-3"]
    assert ("volunteer.separated.v1", "m-1", 2) not in told(store, "volunteer.separated.v1")


def test_an_old_file_brings_nobody_back(full: Caller, store: Store) -> None:
    """The same rows once more are refused, and nothing of them is kept or told: neither of the person nor of theirs."""
    erase(full, "v-1")
    told_before, known = len(events(store)), len(traces_of(store, ""))
    malformed = {**volunteer("v-1", 1), "birth_date": "soon"}
    rows = {
        "volunteers": [volunteer("v-1", 1), malformed],
        "licences": [licence(), licence("l-9")],
        "insurance": [insurance()],
        "consents": [consent()],
        "affiliations": [affiliation(), affiliation("a-2", organisation_ref="o-9")],
        "terms": [term("e-9", organisation_ref="o-9", volunteer_ref="v-1")],
        "transfers": [transfer("t-1", "v-1"), transfer("t-2", "v-1")],
        "merges": [merge("m-1", "v-1", "v-2", 9), merge("m-9", "v-3", "v-1")],
    }
    answers = {kind: full.batch(*some, kind=kind) for kind, some in rows.items()}
    assert {kind: one["accepted"] + one["replayed"] + one["conflicting"] for kind, one in answers.items()} == (
        dict.fromkeys(rows, 0)
    )
    reasons = [one["reason"] for answer in answers.values() for one in answer["refused"]]
    sent = sum(map(len, rows.values()))
    assert (reasons.count(CLOSED), len(reasons)) == (sent - 1, sent)
    assert (len(events(store)), len(traces_of(store, "")), traces_of(store, "'v-1'")) == (told_before, known, [])
    assert full.send("GET", "/volunteers/v-1").status_code == 404


def test_a_stranger_does_not_get_the_reference(full: Caller, store: Store) -> None:
    """Nor an other name of the person; it is told in Chinese, too, what to do."""
    full.batch(volunteer("v-7", 1), source="gz")
    erase(full, "v-1")
    for reference, source in (("v-1", "local"), ("v-7", "gz")):
        (refused,) = full.batch(volunteer(reference, 8), source=source)["refused"]
        assert (refused["field"], refused["reason"]) == ("volunteer_ref", CLOSED)
    told = full.send("POST", "/volunteers", volunteer("v-1", 8), Accept_Language="zh")
    assert (told.status_code, "请以新编号登记" in told.json["detail"]) == (422, True)


def test_who_comes_back_is_a_new_person(full: Caller, store: Store) -> None:
    """Under a new reference, with the same document, and with nothing of the old number."""
    old = full.send("GET", "/volunteers/v-1").json["volunteer"]
    erase(full, "v-1")
    assert full.batch(volunteer("v-9", 1))["accepted"] == 1
    new = full.send("GET", "/volunteers/v-9").json["volunteer"]
    assert [one.sequence for one in events(store) if one.subject == new] == [1]
    assert new != old
    assert full.batch({**licence("l-9"), "volunteer_ref": "v-9"}, kind="licences")["accepted"] == 1


def test_references_that_were_erased_before_are_closed_by_a_replay(full: Caller, store: Store) -> None:
    """But for one under which somebody is registered since."""
    erase(full, "v-1")
    store.database["erased"].delete_many({})
    gone = [one for one in events(store) if one.type == ERASED]
    again = replace(gone[0], data={**gone[0].data, "volunteer_ref": "v-2"})
    store.transact(lambda transaction: close_references(transaction, [*gone, again]))
    assert [full.batch(volunteer(one, 9))["accepted"] for one in ("v-1", "v-8")] == [0, 1]
    assert full.batch(licence("l-2", volunteer_ref="v-2"), kind="licences")["accepted"] == 1


def test_an_erasure_rests_on_what_was_seen(full: Caller) -> None:
    """With an old ETag it is refused, and nothing is erased."""
    seen = full.send("GET", "/volunteers/v-1").headers["ETag"]
    full.batch(transfer("t-3", "v-1", to_region_code="440600"), kind="transfers")
    assert erase(full, "v-1", If_Match=seen).status_code == 412
    assert full.send("GET", "/volunteers/v-1").status_code == 200
