"""Organisations on a real store: any order gives the same tree, and every step of a life is told."""

from __future__ import annotations

import base64
import itertools
from typing import Any

import pytest

from services.registry.migrations import MIGRATIONS
from services.registry.organisations import repository
from services.registry.organisations.kind import ORGANISATIONS
from services.registry.organisations.usecases import move
from shared.rules.faults import Refused
from shared.store.beneath import KEPT_SECONDS, Beneath
from shared.store.transaction import Store
from tests.integration.registry.bringing import at_once, bring, hear_own, outcomes, told
from tests.integration.registry.calling import Caller, refusals, wrong
from tests.integration.registry.county import for_organisations

Row = dict[str, Any]


def row(reference: str, parent: str = "", region: str = "440100", kind: str = "service_team", **more: str) -> Row:
    """A row of organisations.csv, with the columns of a season."""
    return {
        "organisation_ref": reference,
        "name": "队",
        "kind": kind,
        "region_code": region,
        "parent_ref": parent,
        **more,
    }


PROVINCE = row("p", region="440000", kind="federation")
CITY = row("c", "p", kind="federation")
TEAM = row("t", "c", "440103")
TREE = {"p": "accepted", "c": "accepted", "t": "accepted"}


def path(store: Store, reference: str) -> list[str]:
    """The ancestors of an organisation."""
    found = store.database["organisations"].find_one({"_id": reference})
    assert found is not None
    return list(found["ancestors"])


@pytest.mark.parametrize("order", list(itertools.permutations([PROVINCE, CITY, TEAM])))
@pytest.mark.parametrize("together", [True, False])
def test_any_order_gives_the_same_tree(store: Store, order: tuple[Row, ...], *, together: bool) -> None:
    """In one batch or one after the other; each is told once, when it is accepted."""
    for batch in [order] if together else [(one,) for one in order]:
        bring(store, ORGANISATIONS, *batch)
    hear_own(store)
    assert TREE == outcomes(store, ORGANISATIONS)
    assert ["p", "c"] == path(store, "t")
    assert sorted(TREE) == sorted(event.subject for event in told(store, "organisation.registered.v1"))


def test_what_becomes_of_those_that_are_not_accepted(store: Store) -> None:
    """An unknown parent or one that is refused holds a row, a circle too; each is told with its reason."""
    outside, below = row("outside", "c", "440300"), row("below", "outside", "440300")
    circle = [row("x", "y"), row("y", "x")]
    bring(store, ORGANISATIONS, PROVINCE, CITY, outside, below, *circle, row("f", kind="federation"))
    hear_own(store)
    assert {
        "p": "accepted",
        "c": "accepted",
        "outside": "refused:parent_outside_region",
        "f": "refused:federation_level",
        **dict.fromkeys(("below", "x", "y"), "held:unknown_parent"),
    } == outcomes(store, ORGANISATIONS)
    refused = {event.subject: event.data for event in told(store, "registration.refused.v1")}
    assert {"name": "organisations/guangdong", "version": 1} == refused["f"]["policy"]
    assert {"below", "x", "y"} == {event.subject for event in told(store, "registration.held.v1")}


@pytest.mark.parametrize("attempt", range(5))
def test_parent_and_child_at_one_moment(store: Store, attempt: int) -> None:
    """Neither waits for ever."""
    rows = [PROVINCE, CITY, TEAM]
    at_once(*(lambda one=one: bring(store, ORGANISATIONS, one) for one in rows[attempt % 3 :] + rows[: attempt % 3]))
    hear_own(store)
    assert TREE == outcomes(store, ORGANISATIONS)


def test_the_same_again_and_other_contents(store: Store) -> None:
    """A replay changes nothing, a conflict neither; the first stays."""
    bring(store, ORGANISATIONS, TEAM)
    assert bring(store, ORGANISATIONS, TEAM).replayed == 1
    assert bring(store, ORGANISATIONS, {**TEAM, "field": ""}).replayed == 1
    assert bring(store, ORGANISATIONS, {**TEAM, "name": "别队"}).conflicting == 1
    assert [] == told(store, "organisation.registered.v1")


@pytest.mark.parametrize("attempt", range(5))
def test_two_moves_at_one_moment_make_no_circle(store: Store, attempt: int) -> None:
    """One of them is refused, and all below have the path of the other."""
    bring(store, ORGANISATIONS, row("a"), row("b"), row("a2", "a"), row("b2", "b"))
    refused = []

    def put(reference: str, parent: str) -> None:
        try:
            store.transact(lambda transaction: move(transaction, reference, {"parent_ref": parent}, None))
        except Refused as error:
            refused.append(error.fault.reason)

    at_once(lambda: put("a", "b2"), lambda: put("b", "a2"))
    assert ["cycle"] == refused, attempt
    paths = [path(store, one) for one in ("a", "a2", "b", "b2")]
    assert paths in ([["b", "b2"], ["b", "b2", "a"], [], ["b"]], [[], ["a"], ["a", "a2"], ["a", "a2", "b"]])


@pytest.mark.parametrize("attempt", range(5))
def test_who_comes_while_the_parent_moves_has_its_new_path(store: Store, attempt: int) -> None:
    """Whichever of the two was first."""
    bring(store, ORGANISATIONS, row("a"), row("b"))
    at_once(
        lambda: bring(store, ORGANISATIONS, row("child", "b")),
        lambda: store.transact(lambda transaction: move(transaction, "b", {"parent_ref": "a"}, None)),
    )
    assert ["a", "b"] == path(store, "child"), attempt


def test_organisations_are_taken_in_over_http(caller: Caller) -> None:
    """Row by row; one that names itself as the one above, or ends before it began, is refused."""
    lost, over = row("x", "x"), row("y", founded_on="2018-02-01", dissolved_on="2018-01-31")
    receipt = caller.batch(TEAM, CITY, PROVINCE, lost, over, kind="organisations")
    assert 3 == receipt["accepted"]
    assert [(5, "parent_ref"), (6, "dissolved_on")] == sorted(one[:2] for one in refusals(receipt))
    shown = caller.send("GET", "/organisations?parent_ref=c").json["organisations"]
    none = dict.fromkeys(("field", "founded_on", "dissolved_on", "successor_ref"))
    assert [{**TEAM, **none, "outcome": "accepted"}] == shown


def test_organisations_are_read_page_by_page(caller: Caller) -> None:
    """Every one once, whatever the page's size; a cursor of nobody's is refused."""
    caller.batch(*(row(f"o-{n}", region=code) for n, code in enumerate(["440100", "440300"] * 3)), kind="organisations")
    seen, after = [], ""
    while after is not None:
        page = caller.send("GET", f"/organisations?limit=4&after={after}").json
        seen += [one["organisation_ref"] for one in page["organisations"]]
        after = page["next"]
    assert seen == [f"o-{n}" for n in range(6)]
    found = caller.send("GET", "/organisations?region_code=440300").json["organisations"]
    assert [one["organisation_ref"] for one in found] == ["o-1", "o-3", "o-5"]
    assert caller.send("GET", "/organisations?after=!!").status_code == 422


def test_pages_in_order_of_names_end(caller: Caller) -> None:
    """Each once, whatever stands in a name; a cursor of a version before is refused."""
    names = ["队 甲", "队\u3000乙", "队", "队\\u2028丁", '队","', "队\\n"]
    caller.batch(*(row(f"o-{n}", name=name) for n, name in enumerate(names)), kind="organisations")
    seen: list[str] = []
    after = ""
    while after is not None and len(seen) <= len(names):
        page = caller.send("GET", f"/organisations?sort=name&limit=1&after={after}").json
        seen += [one["name"] for one in page["organisations"]]
        after = page["next"]
    assert seen == sorted(names)
    former = base64.urlsafe_b64encode("队\no-2".encode()).decode().rstrip("=")
    assert caller.send("GET", f"/organisations?sort=name&after={former}").status_code == 422


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=federation", ["c", "p"]),
        ("region=440100", ["c", "t"]),
        ("region=440103", ["t"]),
        ("organisation=t", ["t"]),
        ("outcome=held:unknown_parent", ["lost"]),
        ("field=law", ["law"]),
        ("sort=name&region=440000", ["c", "lost", "p", "t", "law"]),
    ],
)
def test_organisations_are_found(caller: Caller, query: str, found: list[str]) -> None:
    """By what they are, by where they are, and by what became of them."""
    law = row("law", "p", "440300", "alliance", field="law", name="队伍")
    caller.batch(PROVINCE, CITY, TEAM, law, row("lost", "unknown"), kind="organisations")
    listed = caller.send("GET", f"/organisations?{query}").json["organisations"]
    assert found == [one["organisation_ref"] for one in listed]


def test_a_source_sees_its_own_references(caller: Caller) -> None:
    """In lists, filters and steps; another's organisations bear its name."""
    caller.batch(PROVINCE, kind="organisations")
    for one in (row("c", "local:p", kind="federation"), row("t", "c")):
        assert 202 == caller.send("POST", "/organisations", one, source="gz").status_code
    (found,) = caller.send("GET", "/organisations?parent_ref=c", source="gz").json["organisations"]
    assert ("t", "c") == (found["organisation_ref"], found["parent_ref"])
    moved = caller.send("PUT", "/organisations/t/parent", {"parent_ref": "local:p"}, source="gz").json
    assert ("t", "local:p") == (moved["organisation_ref"], moved["parent_ref"])
    assert "gz:t" in [one["organisation_ref"] for one in caller.send("GET", "/organisations").json["organisations"]]


def test_an_organisation_has_a_life_of_steps(caller: Caller, store: Store) -> None:
    """Each obeys If-Match, and is told with the next sequence."""
    caller.batch(PROVINCE, CITY, TEAM, kind="organisations")
    facts = {"name": "新名", "field": None, "successor_ref": "s"}
    first = caller.send("PUT", "/organisations/t/facts", facts, If_Match='"1"')
    assert (200, '"2"', "新名") == (first.status_code, first.headers["ETag"], first.json["name"])
    assert 412 == caller.send("PUT", "/organisations/t/parent", {"parent_ref": "p"}, If_Match='"1"').status_code
    assert 200 == caller.send("PUT", "/organisations/t/parent", {"parent_ref": "p"}, If_Match='"2"').status_code
    ended = caller.send("PUT", "/organisations/t/dissolution", {"dissolved_on": "2018-05-01"})
    assert ended.json == caller.send("GET", "/organisations/t").json
    events = told(store, "organisation.changed.v1")
    assert [2, 3, 4] == [event.sequence for event in events]
    assert ("新名", "p", "2018-05-01", "s") == tuple(
        events[-1].data[name] for name in ("name", "parent_ref", "dissolved_on", "successor_ref")
    )
    assert 404 == caller.send("PUT", "/organisations/unknown/parent", {"parent_ref": "p"}).status_code


@pytest.mark.parametrize(
    ("name", "body", "missing"),
    [
        ("parent", {}, ["parent_ref"]),
        ("facts", {"name": "新名"}, ["field", "successor_ref"]),
        ("dissolution", {}, ["dissolved_on"]),
    ],
)
def test_what_a_step_replaces_is_said(caller: Caller, name: str, body: dict[str, Any], missing: list[str]) -> None:
    """None is null; a field that is left out is no wish to empty it."""
    caller.batch(PROVINCE, CITY, row("t", "c", field="law", kind="alliance"), kind="organisations")
    answer = caller.send("PUT", f"/organisations/t/{name}", body)
    assert (422, missing) == (answer.status_code, [one["field"] for one in answer.json["errors"]])
    assert ("c", "law") == tuple(caller.send("GET", "/organisations/t").json[one] for one in ("parent_ref", "field"))


@pytest.mark.parametrize(("parent", "reason"), [("unknown", "unknown_parent"), ("sz", "parent_outside_region")])
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("facts", {"name": "新名", "field": None, "successor_ref": None}),
        ("parent", {"parent_ref": None}),
        ("dissolution", {"dissolved_on": "2018-05-01"}),
    ],
)
def test_what_is_held_or_refused_has_no_steps(
    caller: Caller, parent: str, reason: str, name: str, body: dict[str, Any]
) -> None:
    """Whoever asks is told why; only what nobody brought is not found."""
    caller.batch(PROVINCE, row("sz", "p", "440300"), row("lost", parent), kind="organisations")
    answer = caller.send("PUT", f"/organisations/lost/{name}", body)
    assert (422, [{"field": "outcome", "reason": reason}]) == (answer.status_code, wrong(answer))
    assert 404 == caller.send("PUT", f"/organisations/unknown/{name}", body).status_code


@pytest.mark.parametrize(
    ("reference", "parent", "reason"),
    [
        ("c", "t", "cycle"),
        ("c", "c", "cycle"),
        ("t", "unknown", "unknown_parent"),
        ("t", "sz", "parent_outside_region"),
        ("c", None, "federation_level"),
    ],
)
def test_a_move_that_breaks_a_rule_is_refused(caller: Caller, reference: str, parent: str | None, reason: str) -> None:
    """The parent's rules hold again, and nothing changes."""
    caller.batch(PROVINCE, CITY, TEAM, row("sz", "p", "440300"), kind="organisations")
    before = caller.send("GET", f"/organisations/{reference}").json
    answer = caller.send("PUT", f"/organisations/{reference}/parent", {"parent_ref": parent})
    assert (422, [{"field": "parent_ref", "reason": reason}]) == (answer.status_code, wrong(answer))
    assert before == caller.send("GET", f"/organisations/{reference}").json


def test_all_below_move_along(caller: Caller, store: Store) -> None:
    """Their paths lead through the new place."""
    caller.batch(PROVINCE, CITY, TEAM, row("u", "t", "440103"), row("v", "u", "440103"), kind="organisations")
    assert 200 == caller.send("PUT", "/organisations/t/parent", {"parent_ref": None}).status_code
    assert [[], ["t"], ["t", "u"]] == [path(store, one) for one in ("t", "u", "v")]


def test_those_of_a_running_system_are_accepted(store: Store) -> None:
    """Whatever stands above them; their paths lead as far as it is known, and they can be moved."""
    database = store.database
    database.drop_collection("organisations")
    repository.collections(database)
    for one in (PROVINCE, CITY, TEAM, row("lost", "unknown")):
        parent = {"parent_ref": one["parent_ref"] or None}
        database["organisations"].insert_one(
            {"_id": one["organisation_ref"], **one, **parent, "digest": "", "line": ""}
        )
    next(one for one in MIGRATIONS if "organisations wait" in one.name).apply(database)
    assert {**TREE, "lost": "accepted"} == outcomes(store, ORGANISATIONS)
    assert [["p", "c"], ["unknown"]] == [path(store, one) for one in ("t", "lost")]
    moved = store.transact(lambda transaction: move(transaction, "t", {"parent_ref": "p"}, "1"))
    assert "2" == moved.version
    bring(store, ORGANISATIONS, row("new", "nobody"), row("newer", "nobody else"))


def test_what_lies_below_a_tokens_organisations_is_remembered(caller: Caller, store: Store) -> None:
    """For some seconds: what others moved away is out of reach after them, what is new at once in reach.

    Who names what comes before the request is answered by the tree as it is.
    """
    now = [1.0]
    store.memory.beneath = Beneath(lambda: now[0])
    bring(store, ORGANISATIONS, PROVINCE, CITY, TEAM)

    def reaches(reference: str, **headers: str) -> bool:
        asked = caller.send("GET", f"/organisations/{reference}", where=for_organisations("c"), **headers)
        return bool(asked.status_code == 200)

    def elsewhere(reference: str, *ancestors: str) -> None:
        """Another process does it."""
        store.database["organisations"].update_one({"_id": reference}, {"$set": {"ancestors": [*ancestors]}})

    assert reaches("t")
    assert frozenset("t") == store.memory.beneath.of(frozenset("c"))
    bring(store, ORGANISATIONS, row("u", "p", "440103"))
    assert store.memory.beneath.of(frozenset("c")) is None
    assert [True, False] == [reaches("t"), reaches("u")]
    elsewhere("u", "p", "c")
    elsewhere("t", "p")
    assert reaches("u")
    assert not reaches("t")
    elsewhere("u", "p")
    assert reaches("u")
    now[0] += KEPT_SECONDS
    assert not reaches("u")
    elsewhere("u", "p", "c")
    listed = caller.send("GET", "/organisations", where=for_organisations("c")).json["organisations"]
    assert ["c"] == [one["organisation_ref"] for one in listed]
    after = {"Kapok-After": "registry=01a222fc-d201-710b-ad8c-1e1b69cfa4a1:consent.given.v1*1"}
    listed = caller.send("GET", "/organisations", where=for_organisations("c"), **after).json["organisations"]
    assert ["c", "u"] == [one["organisation_ref"] for one in listed]


def test_a_tree_that_changes_while_it_is_looked_up_is_not_remembered() -> None:
    """What was looked up may be the one of before."""
    beneath, named = Beneath(lambda: 1.0), frozenset("c")
    assert frozenset("t") == beneath.look(named, lambda: frozenset("t"))
    assert frozenset("t") == beneath.of(named)
    now = iter(range(2, 9))
    beneath = Beneath(lambda: float(next(now)))

    def look() -> frozenset[str]:
        beneath.forget()
        return frozenset("t")

    assert frozenset("t") == beneath.look(named, look)
    assert beneath.of(named) is None
