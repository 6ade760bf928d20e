"""Affiliations over HTTP, on a real store: any order, what is sealed, and the steps of their life."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from services.registry.affiliations.repository import of_volunteers
from shared.keyring import sealer_of
from shared.rules.spans import Span
from shared.store.transaction import Store
from tests.integration.registry.calling import ALL, Caller, wrong
from tests.integration.registry.people import events, organisation, settle, settle_organisations, told, volunteer

CHANGED = "membership.changed.v1"
PERSONAL = (*ALL, "registry:personal")


def row(reference: str = "a-1", **changes: Any) -> dict[str, Any]:
    """A row of affiliations.csv."""
    names = {"affiliation_ref": reference, "volunteer_ref": "v-1", "organisation_ref": "o-1"}
    return {**names, "kind": "party_member", "stage": "", "from": "2018-03-01", "to": "", **changes}


def outcome(store: Store, reference: str = "a-1") -> str:
    """What became of an affiliation."""
    found = store.database["affiliations"].find_one({"_id": reference})
    assert found is not None
    return str(found["outcome"])


@pytest.fixture
def joined(caller: Caller) -> Caller:
    """The API, with one affiliation that was accepted."""
    caller.batch(volunteer("v-1"))
    caller.batch(organisation("o-1"), kind="organisations")
    caller.batch(row(), kind="affiliations")
    return caller


def test_an_affiliation_waits_for_its_volunteer(caller: Caller, store: Store) -> None:
    """It is decided by itself when the person is registered, once however often that is heard."""
    caller.batch(organisation("o-1"), kind="organisations")
    assert caller.batch(row(), kind="affiliations")["accepted"] == 1
    assert outcome(store) == "held:unknown_volunteer"
    assert told(store, CHANGED, "registration.held.v1") == [("registration.held.v1", "a-1", None)]
    caller.batch(volunteer("v-1"))
    settle(store)
    settle(store)
    assert (outcome(store), told(store, CHANGED)) == ("accepted", [(CHANGED, "a-1", 1)])


def test_the_first_unknown_column_is_named(caller: Caller, store: Store) -> None:
    """Volunteer before organisation; then the organisation is what it waits for."""
    caller.batch(row(), kind="affiliations")
    assert outcome(store) == "held:unknown_volunteer"
    caller.batch(volunteer("v-1"))
    settle(store)
    assert outcome(store) == "held:unknown_organisation"
    caller.batch(organisation("o-1"), kind="organisations")
    settle_organisations(store)
    assert (outcome(store), told(store, CHANGED)) == ("accepted", [(CHANGED, "a-1", 1)])


def test_the_same_again_is_a_replay_and_other_contents_a_conflict(joined: Caller, store: Store) -> None:
    """The first stays, and what the second says of the person is kept sealed for review."""
    assert joined.batch(row(), kind="affiliations")["replayed"] == 1
    assert joined.batch(row(kind="league_member"), kind="affiliations")["conflicting"] == 1
    kept = store.database["refusals"].find_one({"kind": "conflicting"})
    assert kept is not None
    assert "kind" not in kept["values"]
    assert len(told(store, CHANGED)) == 1
    shown = joined.send("GET", "/affiliations/a-1", scopes=PERSONAL).json
    assert shown["kind"] == "party_member"


def test_a_row_out_of_form_is_refused(caller: Caller) -> None:
    """A student without a stage, and an end before the start: both fields of one row are named."""
    receipt = caller.batch(row(kind="student", to="2018-02-28"), kind="affiliations")
    assert sorted(error["field"] for error in receipt["refused"][0]["errors"]) == ["stage", "to"]


def test_of_what_kind_it_is_stands_nowhere_in_clear(joined: Caller, store: Store) -> None:
    """Neither in the store, nor in an event, nor in an answer without the scope for personal facts."""
    documents = list(store.database["affiliations"].find())
    held = joined.batch(row("a-2", volunteer_ref="v-9"), kind="affiliations")
    one, page = joined.send("GET", "/affiliations/a-1"), joined.send("GET", "/affiliations", scopes=PERSONAL)
    everything = repr((documents, held, [event.data for event in events(store)], one.text, page.text))
    assert "party_member" not in everything
    assert one.json["from"] == "2018-03-01"
    assert [line["affiliation_ref"] for line in page.json["affiliations"]] == ["a-1", "a-2"]
    assert joined.send("GET", "/affiliations/a-1", scopes=PERSONAL).json["kind"] == "party_member"


def test_an_affiliation_ends(joined: Caller, store: Store) -> None:
    """Under the version that was seen; the same once more tells nothing."""
    seen = joined.send("GET", "/affiliations/a-1").headers["ETag"]
    done = joined.send("PUT", "/affiliations/a-1/end", {"to": "2018-06-30"}, If_Match=seen)
    assert (done.status_code, done.json["to"]) == (200, "2018-06-30")
    assert joined.send("PUT", "/affiliations/a-1/end", {"to": "2018-07-31"}, If_Match=seen).status_code == 412
    again = joined.send("PUT", "/affiliations/a-1/end", {"to": "2018-06-30"}, If_Match=done.headers["ETag"])
    assert again.headers["ETag"] == done.headers["ETag"]
    assert told(store, CHANGED) == [(CHANGED, "a-1", 1), (CHANGED, "a-1", 2)]
    early = joined.send("PUT", "/affiliations/a-1/end", {"to": "2018-02-28"})
    assert (early.status_code, early.json["errors"][0]["reason"]) == (422, "before_from")


def test_an_affiliation_is_corrected(joined: Caller, store: Store) -> None:
    """Kind, stage and days together, by the rules of a row; what is new of the kind is sealed too."""
    right = {"kind": "student", "stage": "university", "from": "2017-09-01", "to": "2021-07-10"}
    done = joined.send("PUT", "/affiliations/a-1/correction", right, scopes=PERSONAL)
    assert {name: done.json[name] for name in right} == right
    assert "university" not in repr(list(store.database["affiliations"].find()))
    assert joined.send("PUT", "/affiliations/a-1/correction", {**right, "stage": ""}).status_code == 422
    assert told(store, CHANGED)[-1] == (CHANGED, "a-1", 2)


def test_every_event_says_sealed_what_it_is(joined: Caller, store: Store) -> None:
    """Of whatever kind, after an end and a correction too, for its own volunteer; all of one length."""
    joined.batch(row("a-2", kind="student", stage="university", to="2021-07-10"), kind="affiliations")
    joined.send("PUT", "/affiliations/a-1/end", {"to": "2018-06-30"})
    right = {"kind": "student", "stage": "senior_high", "from": "2017-09-01", "to": ""}
    joined.send("PUT", "/affiliations/a-1/correction", right)
    changes = [event.data for event in events(store) if event.type == CHANGED]
    incentives = sealer_of(store.settings, "incentives")
    opened = [incentives.open(data["personal"], data["volunteer"]) for data in changes]
    assert opened == [
        {"kind": "party_member", "stage": None, "from": "2018-03-01", "to": None},
        {"kind": "student", "stage": "university", "from": "2018-03-01", "to": "2021-07-10"},
        {"kind": "party_member", "stage": None, "from": "2018-03-01", "to": "2018-06-30"},
        {"kind": "student", "stage": "senior_high", "from": "2017-09-01", "to": None},
    ]
    assert len({len(data["personal"]) for data in changes}) == 1


def test_a_correction_says_all(joined: Caller) -> None:
    """A last day that is left out is no wish to have none."""
    answer = joined.send("PUT", "/affiliations/a-1/correction", {"kind": "employee", "from": "2018-03-01"})
    assert (answer.status_code, [one["field"] for one in answer.json["errors"]]) == (422, ["stage", "to"])


def test_what_is_held_has_no_steps(caller: Caller) -> None:
    """It is not decided on, and whoever asks is told why; it can be looked at."""
    caller.batch(row(), kind="affiliations")
    ended = caller.send("PUT", "/affiliations/a-1/end", {"to": "2018-06-30"})
    assert (ended.status_code, wrong(ended)) == (422, [{"field": "outcome", "reason": "unknown_volunteer"}])
    assert caller.send("PUT", "/affiliations/a-9/end", {"to": "2018-06-30"}).status_code == 404
    assert caller.send("GET", "/affiliations/a-1").json["outcome"] == "held:unknown_volunteer"
    assert caller.send("GET", "/affiliations/v-1").status_code == 404


def test_what_belongs_to_whom_is_found_by_number(joined: Caller, store: Store) -> None:
    """By kind and organisation, with its days; what waits belongs to nobody yet."""
    joined.batch(row("a-2", kind="employee", to="2018-03-31"), kind="affiliations")
    joined.batch(row("a-3", organisation_ref="o-9"), kind="affiliations")
    number = joined.send("GET", "/volunteers/v-1").json["volunteer"]
    found = store.transact(lambda transaction: of_volunteers(transaction, [number, "KV-nobody"]))
    first = dt.date(2018, 3, 1)
    assert {number} == found.keys()
    assert sorted((one.kind, one.organisation_ref, one.span) for one in found[number]) == [
        ("employee", "o-1", Span(first, dt.date(2018, 4, 1))),
        ("party_member", "o-1", Span(first)),
    ]


def test_affiliations_are_listed_by_place(joined: Caller) -> None:
    """The organisation's region and whatever lies above it; of one organisation, of one volunteer."""
    number = joined.send("GET", "/volunteers/v-1").json["volunteer"]
    for query, count in (
        ("region=440100", 1),
        ("region=440300", 0),
        ("organisation=o-1", 1),
        (f"volunteer={number}", 1),
        ("outcome=accepted", 1),
    ):
        assert len(joined.send("GET", f"/affiliations?{query}").json["affiliations"]) == count
