"""Suspected duplicates, as the worker finds them and people decide on them, on a real store."""

from __future__ import annotations

from typing import Any

import pytest

from services.registry.duplicates import usecases
from services.registry.duplicates.domain import MOST
from shared.store import outbox
from shared.store.transaction import Store
from tests.integration.registry.calling import ALL, Caller
from tests.integration.registry.test_volunteers import row

PERSONAL = ("registry:read", "registry:personal")
PATH = "/suspected-duplicates"


def person(number: int, **changes: Any) -> dict[str, Any]:
    """A person like nobody else, with a passport."""
    own = {"document_type": "passport", "document_number": f"E{number:08d}", "phone": f"190{number:08d}"}
    return row(**{**own, "volunteer_ref": f"v-{number}", "name": f"陈{chr(0x4E00 + number)}", **changes})


def look(store: Store) -> None:
    """The worker has heard of everybody."""
    numbers = [one["number"] for one in store.database["volunteers"].find({"number": {"$exists": True}})]
    store.transact(lambda transaction: usecases.look_again(transaction, numbers))


def suspected(caller: Caller, **query: str) -> list[tuple[str, str, list[str]]]:
    """Reason, state and members of each suspicion."""
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    found = caller.send("GET", f"{PATH}?{asked}", scopes=PERSONAL).json["suspected_duplicates"]
    return sorted((one["reason"], one["state"], sorted(v["volunteer_ref"] for v in one["volunteers"])) for one in found)


def only(caller: Caller) -> str:
    """The reference of the one suspicion."""
    (found,) = caller.send("GET", PATH, scopes=PERSONAL).json["suspected_duplicates"]
    reference: str = found["suspicion_ref"]
    return reference


def test_who_shares_name_and_birth_date_or_phone_is_suspected(caller: Caller, store: Store) -> None:
    """Each reason by itself; whoever shares nothing is on no list, and looking again changes nothing."""
    alike = person(2, name=person(1)["name"])
    caller.batch(person(1), alike, person(3, phone="+86-19000000004"), person(4), person(5))
    look(store)
    found = [("same_name_and_birth_date", "open", ["v-1", "v-2"]), ("same_phone", "open", ["v-3", "v-4"])]
    assert suspected(caller) == found
    before = list(store.database["suspected_duplicates"].find())
    look(store)
    assert list(store.database["suspected_duplicates"].find()) == before
    assert suspected(caller, reason="same_phone", state="open") == found[1:]
    assert suspected(caller, state="dismissed") == []


def test_names_are_masked_and_nothing_lies_open(caller: Caller, store: Store) -> None:
    """What they share is a keyed hash."""
    caller.batch(person(1), person(2, phone=person(1)["phone"]))
    look(store)
    (found,) = caller.send("GET", PATH, scopes=PERSONAL).json["suspected_duplicates"]
    assert [one["name"] for one in found["volunteers"]] == ["陈*", "陈*"]
    stored = repr([*store.database["suspected_duplicates"].find(), *store.database["volunteers"].find()])
    assert all(secret not in stored + repr(found) for secret in (person(1)["phone"], person(1)["name"], "1991-01-01"))


def test_a_dismissal_is_told_and_stands(caller: Caller, store: Store) -> None:
    """On the version that was seen, by whom the token names; a third with the same phone opens it again."""
    caller.batch(person(1), person(2, phone=person(1)["phone"]))
    look(store)
    path = f"{PATH}/{only(caller)}"
    seen = caller.send("GET", path, scopes=PERSONAL).headers["ETag"]
    done = caller.send("PUT", f"{path}/dismissal", {}, If_Match=seen)
    assert (done.json["state"], done.json["decided_by"]) == ("dismissed", "tester")
    assert caller.send("PUT", f"{path}/dismissal", {}, If_Match=seen).status_code == 412
    look(store)
    assert suspected(caller) == [("same_phone", "dismissed", ["v-1", "v-2"])]
    caller.batch(person(3, phone=person(1)["phone"]))
    look(store)
    assert suspected(caller) == [("same_phone", "open", ["v-1", "v-2", "v-3"])]
    events = [event for commit in store.database["outbox"].find() for event in outbox.events_of(commit)]
    (told,) = [event for event in events if event.type == "suspicion.dismissed.v1"]
    assert (len(told.data["volunteers"]), told.data["decided_by"], told.sequence) == (2, "tester", 2)


def test_a_phone_that_changes_ends_a_suspicion(caller: Caller, store: Store) -> None:
    """And may begin another one."""
    caller.batch(person(1), person(2, phone=person(1)["phone"]), person(3))
    look(store)
    caller.send("PUT", "/volunteers/v-2/contact", {"phone": person(3)["phone"]})
    look(store)
    assert suspected(caller) == [("same_phone", "open", ["v-2", "v-3"])]


def test_who_is_merged_is_suspected_no_longer(caller: Caller, store: Store) -> None:
    """Until the merge is undone."""
    caller.batch(person(1), person(2, phone=person(1)["phone"]))
    look(store)
    merge = {"merge_ref": "m-1", "kept_ref": "v-1", "merged_ref": "v-2", "merged_at": "2018-05-08T09:56:12+08:00"}
    caller.batch(merge, kind="merges")
    look(store)
    assert suspected(caller) == []
    undone = {"undone_at": "2018-06-08T09:56:12+08:00"}
    assert caller.send("PUT", "/merges/m-1/undoing", undone).status_code == 200
    look(store)
    assert suspected(caller) == [("same_phone", "open", ["v-1", "v-2"])]


def test_of_a_crowd_some_are_shown(caller: Caller, store: Store) -> None:
    """More of them change nothing, and one who leaves makes room for another."""
    crowd = [person(number, phone="02000000000") for number in range(1, MOST + 3)]
    caller.batch(*crowd)
    look(store)
    ((_, _, shown),) = suspected(caller)
    assert len(shown) == MOST
    caller.send("PUT", f"/volunteers/{shown[0]}/contact", {"phone": "18600000000"})
    look(store)
    ((_, _, now),) = suspected(caller)
    assert (len(now), shown[0] in now) == (MOST, False)


def test_another_name_of_a_person_is_no_duplicate(caller: Caller, store: Store) -> None:
    """It is one person, and known to be."""
    caller.batch(person(1), source="sz")
    caller.batch(person(1), source="gz")
    look(store)
    assert suspected(caller) == []


@pytest.mark.parametrize(("method", "suffix", "body"), [("GET", "", None), ("PUT", "/dismissal", {})])
def test_a_suspicion_that_is_none_is_not_found(caller: Caller, method: str, suffix: str, body: Any) -> None:
    """Problem details with status 404."""
    scopes = {*ALL, *PERSONAL}
    assert caller.send(method, f"{PATH}/nothing{suffix}", body, scopes=scopes).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body"), [("GET", "", None), ("GET", "/nothing", None), ("PUT", "/nothing/dismissal", {})]
)
def test_suspicions_are_the_networks(caller: Caller, method: str, path: str, body: Any) -> None:
    """Who speaks for a source would learn whom others know."""
    answer = caller.send(method, f"{PATH}{path}", body, scopes={*ALL, *PERSONAL}, source="gz")
    assert answer.status_code == 403
