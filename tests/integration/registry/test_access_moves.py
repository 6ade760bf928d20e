"""Access where something moves or waits: both sides count, and nobody takes what is another place's."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from services.registry.consents.kind import CONSENTS
from services.registry.duplicates import repository as duplicates
from services.registry.homes import repository as homes
from services.registry.worker import Worker
from shared.store.transaction import Store
from shared.where import EVERYWHERE, OUTSIDE, Where
from tests.integration.registry import county
from tests.integration.registry.bringing import hear_own, held, outcomes, told
from tests.integration.registry.calling import Caller, refusals
from tests.integration.registry.county import CITY, COUNTY, FAR, for_organisations, for_regions
from tests.integration.registry.people import note_partners, organisation, volunteer
from tests.integration.registry.test_duplicates import look, only

HERE, THERE = for_regions(CITY), for_regions(FAR)
AT = "2018-03-01T09:00:00+08:00"


def licence(reference: str, whose: str) -> dict[str, str]:
    """A row of licences.csv."""
    return {**county.rows("")["licences"], "licence_ref": reference, "volunteer_ref": whose}


def transfer(to: str, decision: str = "", whose: str = "far") -> dict[str, str]:
    """A row of transfers.csv."""
    row = {**county.rows("")["transfers"], "volunteer_ref": whose, "to_region_code": to, "decision": decision}
    return {**row, "decided_at": AT if decision else ""}


def follow(store: Store) -> None:
    """The registry hears that volunteers moved."""
    moved = told(store, "volunteer.transferred.v1")
    store.transact(lambda transaction: Worker().count_transferred(transaction, moved))


def status(caller: Caller, path: str, where: Where) -> int:
    """Of reading something."""
    return int(caller.send("GET", path, where=where).status_code)


def test_access_follows_the_home(caller: Caller, store: Store) -> None:
    """An accepted transfer takes a volunteer's registration and records along."""
    caller.batch(volunteer("far", 1, FAR))
    caller.batch(licence("l", "far"), kind="licences", where=THERE)
    caller.batch(transfer(COUNTY), kind="transfers", where=THERE)
    paths = ("/volunteers/far", "/licences/l")
    assert [(200, 404)] * 2 == [(status(caller, one, THERE), status(caller, one, HERE)) for one in paths]
    decision = {"decision": "accepted", "reason": None}
    assert 422 == caller.send("PUT", "/transfers/t/decision", decision, where=THERE).status_code
    assert 200 == caller.send("PUT", "/transfers/t/decision", decision, where=HERE).status_code
    follow(store)
    assert [(404, 200)] * 2 == [(status(caller, one, THERE), status(caller, one, HERE)) for one in paths]
    assert (200, 200) == (status(caller, "/transfers/t", THERE), status(caller, "/transfers/t", HERE))


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("transfers", transfer(COUNTY)),
        ("transfers", transfer(COUNTY, "accepted")),
        ("merges", {**county.rows("")["merges"], "kept_ref": "v", "merged_ref": "far"}),
        ("merges", {**county.rows("")["merges"], "kept_ref": "far", "merged_ref": "v"}),
        ("licences", licence("l", "far")),
        ("populations", {**county.rows("")["populations"], "organisation_ref": "far-o"}),
    ],
)
def test_nobody_takes_what_is_another_places(caller: Caller, store: Store, kind: str, row: dict[str, str]) -> None:
    """A volunteer by letting them move here, or making them one with somebody here; nothing of the row is kept.

    Nor does anybody count a foreign organisation's members by saying that they are here.
    """
    caller.batch(volunteer("v", 1, COUNTY), volunteer("far", 2, FAR))
    caller.batch(organisation("far-o", FAR), kind="organisations")
    assert [(2, "", OUTSIDE)] == refusals(caller.batch(row, kind=kind, where=HERE))
    single = caller.send("POST", f"/{kind}", row, where=HERE)
    assert (403, OUTSIDE) == (single.status_code, single.json["errors"][0]["reason"])
    assert 0 == store.database[kind].count_documents({})
    assert 404 == status(caller, "/volunteers/far", HERE)


def test_who_lets_a_volunteer_go_does_not_decide_for_the_receiving_region(caller: Caller) -> None:
    """A row with a decision needs both; who reaches both may bring it."""
    caller.batch(volunteer("far", 1, FAR))
    row = transfer(COUNTY, "accepted")
    assert [(2, "", OUTSIDE)] == refusals(caller.batch(row, kind="transfers", where=THERE))
    assert 1 == caller.batch(row, kind="transfers", where=for_regions(CITY, FAR))["accepted"]


@pytest.mark.parametrize(("home", "outcome"), [(COUNTY, "accepted"), (FAR, f"refused:{OUTSIDE}")])
def test_a_row_that_waits_is_its_senders_and_judged_by_where_they_could_act(
    caller: Caller, store: Store, home: str, outcome: str
) -> None:
    """Whoever brings what it waited for; refused then, its reference is free for who may send it."""
    caller.batch(licence("l", "v"), kind="licences", where=HERE)
    assert (200, 404) == (status(caller, "/licences/l", HERE), status(caller, "/licences/l", THERE))
    caller.batch(volunteer("v", 1, home))
    hear_own(store)
    assert [] == held(store)
    found = store.database["licences"].find_one({"_id": "l"}) or {}
    assert (outcome, False) == (found["outcome"], "sent_within" in found)
    again = caller.batch(licence("l", "v"), kind="licences", where=for_regions(home))
    assert ((1, 0) if home == FAR else (0, 1)) == (again["accepted"], again["replayed"])
    assert (200, "accepted") == (
        status(caller, "/licences/l", for_regions(home)),
        store.database["licences"].find_one({"_id": "l"})["outcome"],  # type: ignore[index]
    )


def test_a_federation_reaches_all_below_it(caller: Caller, store: Store) -> None:
    """Wherever in the tree, of one batch too; and not beside it."""
    federation = for_organisations("o")
    caller.batch(organisation("o", COUNTY), organisation("beside", COUNTY), kind="organisations")
    below = {**organisation("below", COUNTY), "parent_ref": "o"}
    lowest = {**organisation("lowest", COUNTY), "parent_ref": "below"}
    beside = {**organisation("lower", COUNTY), "parent_ref": "beside"}
    receipt = caller.batch(lowest, below, beside, kind="organisations", where=federation)
    assert (2, [(4, "", OUTSIDE)]) == (receipt["accepted"], refusals(receipt))
    assert [200, 200, 404] == [
        status(caller, f"/organisations/{one}", federation) for one in ("below", "lowest", "beside")
    ]
    foreign = caller.send("PUT", "/organisations/beside/parent", {"parent_ref": "o"}, where=federation)
    away = caller.send("PUT", "/organisations/below/parent", {"parent_ref": "beside"}, where=federation)
    assert (404, 422, OUTSIDE) == (foreign.status_code, away.status_code, away.json["errors"][0]["reason"])


def test_who_sent_a_refused_row_finds_it_again(caller: Caller, store: Store) -> None:
    """And nobody of another place; the province finds all."""
    caller.batch(licence("l", "far"), volunteer_less(), kind="licences", where=HERE)
    shown = [
        [
            one["reference"]
            for one in map(orjson.loads, caller.send("GET", "/exports/refusals", where=where).data.splitlines())
        ]
        for where in (HERE, THERE, for_regions("440000"))
    ]
    assert [["bad"], [], ["bad"]] == shown


def volunteer_less() -> dict[str, Any]:
    """A row of licences.csv that names nobody."""
    return {**licence("bad", "far"), "volunteer_ref": ""}


def test_a_smaller_token_is_not_given_what_a_larger_one_was_answered(caller: Caller) -> None:
    """Of the same subject, with the same key."""
    caller.batch(volunteer("far", 1, FAR))
    path, body, key = "/volunteers/far/skills", {"skills": ["first_aid"]}, {"Idempotency_Key": "k"}
    assert 200 == caller.send("PUT", path, body, where=THERE, **key).status_code
    assert 422 == caller.send("PUT", path, body, where=HERE, **key).status_code


def test_volunteers_ask_to_move_and_decide_nothing(caller: Caller, store: Store) -> None:
    """Of themselves alone; nor do they decide on it."""
    caller.batch(volunteer("v", 1, COUNTY), volunteer("far", 2, FAR))
    own = Where(person=county.number_of(store, "v"))
    for refused in (transfer(FAR, "accepted", "v"), transfer(COUNTY, "", "far")):
        assert [(2, "", OUTSIDE)] == refusals(caller.batch(refused, kind="transfers", where=own))
    assert 1 == caller.batch(transfer(FAR, "", "v"), kind="transfers", where=own)["accepted"]
    decision = {"decision": "accepted", "reason": None}
    assert 404 == caller.send("PUT", "/transfers/t/decision", decision, where=own).status_code
    assert 200 == status(caller, "/transfers/t", own)


def test_volunteers_consent_before_the_receiver_is_known(caller: Caller, store: Store) -> None:
    """The row waits, and is theirs still when it is judged."""
    caller.batch(volunteer("v", 1, COUNTY))
    own = Where(person=county.number_of(store, "v"))
    caller.batch({**county.rows("")["consents"], "volunteer_ref": "v"}, kind="consents", where=own)
    note_partners(store, "p-1")
    assert {"c": "accepted"} == outcomes(store, CONSENTS)


def test_a_suspicion_follows_those_who_move(caller: Caller, store: Store) -> None:
    """Who acts where all of them belong decides; as soon as one belongs elsewhere it is the province's."""
    caller.batch(volunteer("v", 1, FAR), volunteer("w", 2, FAR))
    look(store)
    reference = only(caller)
    path, scopes = f"/suspected-duplicates/{reference}", ["registry:personal"]
    seen = [caller.send("GET", path, where=where, scopes=scopes).status_code for where in (HERE, THERE)]
    caller.batch(transfer(COUNTY, "accepted", "v"), kind="transfers")
    follow(store)
    after = [caller.send("GET", path, where=where, scopes=scopes).status_code for where in (HERE, THERE, EVERYWHERE)]
    assert ([404, 200], [404, 404, 200]) == (seen, after)


def test_what_was_kept_before_is_placed(caller: Caller, store: Store) -> None:
    """By the migrations: both sides of merges and transfers, records of those who moved, and suspicions."""
    county.found(caller, store)
    placed = ("licences", "consents", "merges", "transfers", "suspected_duplicates")
    before = {name: list(store.database[name].find()) for name in placed}
    for name in placed:
        store.database[name].update_many({}, {"$unset": {"also_region": "", "also_city": ""}})
    moved = {"$set": {"of_region": FAR, "of_city": FAR}}
    for name in ("licences", "consents", "merges"):
        store.database[name].update_many({}, moved)
    nowhere = {"$unset": {"of_region": "", "of_city": "", "of_organisation": ""}}
    store.database["suspected_duplicates"].update_many({}, nowhere)
    homes.collections(store.database)
    duplicates.with_places(store.database)
    assert before == {name: list(store.database[name].find()) for name in placed}
