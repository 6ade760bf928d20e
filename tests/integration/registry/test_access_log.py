"""Who read or changed what of whom: kept with the purpose, in the transaction that does it, and before an answer."""

from __future__ import annotations

from typing import Any

import pytest

from shared.speaking import name_of
from shared.store.transaction import Store
from shared.where import EVERYWHERE, Where
from tests.integration.registry.calling import ALL, Caller
from tests.integration.registry.test_volunteers import row

PERSONAL = ("registry:read", "registry:personal")


def logged(store: Store, *names: str) -> list[Any]:
    """These fields of all entries of the log, in order."""
    log = store.database.client[f"{store.database.name}_access"]["access_log"]
    entries = sorted(log.find(), key=lambda one: str(one["entry"]))
    return [tuple(one.get(name) for name in names) for one in entries]


def number_of(caller: Caller, reference: str = "v-0") -> str:
    """A volunteer's number."""
    return str(caller.send("GET", f"/volunteers/{reference}").json["volunteer"])


def test_who_reads_personal_facts_is_kept(caller: Caller, store: Store) -> None:
    """With whose, which and why; what is masked tells nothing, and is not."""
    caller.batch(row())
    number = number_of(caller)
    bytes_as_wsgi_has_them = "回访".encode().decode("latin-1")
    shown = caller.send("GET", "/volunteers/v-0", scopes=PERSONAL, Kapok_Purpose=bytes_as_wsgi_has_them).json
    assert "personal" in shown
    (_, (did, by, of, fields, purpose, route)) = logged(store, "did", "by", "volunteer", "fields", "purpose", "route")
    assert ("read", "tester", [number], "回访") == (did, by, of, purpose)
    assert ("GET /v1/volunteers/{reference}", True) == (route, {"name", "phone", "document_number"} <= set(fields))


def test_who_does_not_say_why_sees_no_personal_facts(caller: Caller, store: Store) -> None:
    """What has others, too, is shown without them; what has nothing else is refused."""
    caller.batch(row())
    assert "personal" not in caller.send("GET", "/volunteers/v-0", scopes=PERSONAL, Kapok_Purpose="").json
    refused = caller.send("GET", "/volunteers/v-0/everything", scopes=PERSONAL, Kapok_Purpose=" ")
    assert (refused.status_code, "Kapok-Purpose" in refused.json["detail"]) == (400, True)
    assert ["changed"] == [did for (did,) in logged(store, "did")]


@pytest.mark.parametrize("purpose", ["13800138000", "x" * 201, "a\tb"])
def test_a_purpose_is_a_short_line_without_a_persons_number(caller: Caller, store: Store, purpose: str) -> None:
    """Auditors read it, and the person."""
    caller.batch(row())
    assert caller.send("GET", "/volunteers/v-0", scopes=PERSONAL, Kapok_Purpose=purpose).status_code == 400


def test_a_change_is_kept_with_whose_it_is(caller: Caller, store: Store) -> None:
    """The fields that were sent, never what they said, and the record that the path names."""
    caller.batch(row())
    number = number_of(caller)
    caller.send("PUT", "/volunteers/v-0/contact", {"phone": "18900000000"}, Kapok_Purpose="she called")
    (batch, change) = logged(store, "did", "reference", "volunteer", "fields", "rows", "purpose")
    assert ("changed", None, None, None, 1, "a test") == batch
    assert ("changed", "v-0", [number], ["phone"], None, "she called") == change
    assert "18900000000" not in str(logged(store, *("did", "reference", "volunteer", "fields", "purpose", "route")))


def test_a_change_of_two_people_is_of_both(caller: Caller, store: Store) -> None:
    """Such as a merge: both may ask who did it."""
    caller.batch(row(), row(1))
    merge = {"merge_ref": "m-1", "kept_ref": "v-0", "merged_ref": "v-1", "merged_at": "2018-03-01T08:00:00+08:00"}
    assert caller.send("POST", "/merges", merge).status_code == 202
    assert sorted([number_of(caller), number_of(caller, "v-1")]) == logged(store, "volunteer")[-1][0]


def test_what_was_refused_or_came_again_changed_nothing(caller: Caller, store: Store) -> None:
    """Neither a stale step, nor a refused row, nor the same request again under its key."""
    caller.batch(row())
    caller.send("PUT", "/volunteers/v-0/contact", {"phone": "18900000000"}, If_Match='"0.asked.0"')
    caller.send("POST", "/volunteers", row(1, phone="none"))
    for _ in range(2):
        caller.send("PUT", "/volunteers/v-0/skills", {"skills": ["it"]}, Idempotency_Key="k-1")
    assert [None, "v-0"] == [reference for (reference,) in logged(store, "reference")]


def test_from_where_is_kept(caller: Caller, store: Store) -> None:
    """The address that is connected, and for whom it asks if it is a proxy that says so; an address, or nothing."""
    caller.send("POST", "/volunteers", row(), X_Forwarded_For="10.9.9.9, 203.0.113.7")
    caller.send("POST", "/volunteers", row(1), X_Forwarded_For="somebody's home")
    assert [("127.0.0.1", "203.0.113.7"), ("127.0.0.1", None)] == logged(store, "address", "forwarded_for")


def test_a_subject_that_is_a_persons_number_is_kept_under_another_name(caller: Caller, store: Store) -> None:
    """An issuer may call officers by their phones: the log tells two of them apart, and has no phone."""
    for subject in ("13800138000", "13800138001", "13800138000"):
        caller.batch(row(), where=Where(person=subject))
    first, second, again = (by for (by,) in logged(store, "by"))
    assert (first, True) == (again, first != second)
    assert first == name_of(store.sealer, "13800138000")


def test_a_change_is_in_the_trace_of_its_events(caller: Caller, store: Store) -> None:
    """So that what it led to is found."""
    trace = "0af7651916cd43dd8448eb211c80319c"
    caller.send("POST", "/volunteers", row(), traceparent=f"00-{trace}-b7ad6b7169203331-01", scopes=ALL)
    assert [(trace,)] == logged(store, "trace")


def test_auditors_see_all_and_volunteers_what_is_about_them(caller: Caller) -> None:
    """From where an officer acted, auditors see; an officer of a city sees nothing."""
    caller.batch(row(), row(1))
    number = number_of(caller)
    for which in ("v-0", "v-1"):
        caller.send("GET", f"/volunteers/{which}", scopes=PERSONAL, Kapok_Purpose=f"about {which}")

    def seen(where: Where) -> list[Any]:
        found = caller.send("GET", "/access-log", scopes=["registry:audit"], where=where).json["access_log"]
        return [(one["did"], one.get("purpose"), "address" in one) for one in found]

    whole = [("changed", "a test", True), ("read", "about v-0", True), ("read", "about v-1", True)]
    assert whole == seen(EVERYWHERE)
    assert [("read", "about v-0", False)] == seen(Where(person=number))
    assert [] == seen(Where(frozenset({"440100"})))


def test_the_log_is_asked_by_whom_and_whose(caller: Caller) -> None:
    """A page at a time, and whole as a table."""
    caller.batch(row(), row(1))
    number = number_of(caller)
    for which in ("v-0", "v-1", "v-0"):
        caller.send("GET", f"/volunteers/{which}", scopes=PERSONAL)

    def found(query: str) -> int:
        return len(caller.send("GET", f"/access-log?{query}", scopes=["registry:audit"]).json["access_log"])

    asked = (f"volunteer={number}", "by=tester&did=read", "did=changed", "by=nobody", "limit=2")
    assert [2, 3, 1, 0, 2] == [found(query) for query in asked]
    table = caller.send("GET", "/access-log?format=csv", scopes=["registry:audit"]).text
    assert 5 == len(table.splitlines())
