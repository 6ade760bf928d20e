"""Every request of the registry with tokens of each role and place: what may be done is what docs/access.md says."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from cli.project.access import Route, routes
from shared.store.transaction import Store
from shared.web.limits import By
from shared.web.scopes import SCOPES
from shared.where import EVERYWHERE, NOWHERE, OUTSIDE, Where
from tests.integration.registry import county
from tests.integration.registry.calling import Caller
from tests.integration.registry.county import (
    CITY,
    COUNTY,
    FAR,
    HOME,
    ORGANISATION,
    Asked,
    for_organisations,
    for_regions,
)

ALL = [scope for scope in SCOPES if scope.startswith("registry:")]
READING = [scope for scope in ALL if scope.rpartition(":")[2] in {"audit", "read", "personal", "export", "figures"}]
ROUTES = {f"{one.method} {one.path.removeprefix('/v1')}": one for one in routes("registry")}
ROLES: dict[str, tuple[Where, set[str]]] = {
    "province": (EVERYWHERE, {HOME, ORGANISATION}),
    "city": (for_regions(CITY), {HOME, ORGANISATION}),
    "county": (for_regions(COUNTY), {HOME, ORGANISATION}),
    "federation": (for_organisations("o"), {ORGANISATION}),
    "another city": (for_regions(FAR), set()),
    "nowhere": (NOWHERE, set()),
}
"""Where each may act, and whose records of the county it so reaches."""


def expected(route: Route, asked: Asked, where: Where, reached: set[str]) -> int:
    """The status that docs/access.md promises to a token with the scope."""
    by = route.limit.by
    if by is By.EVERYBODY:
        return 200
    if where.nowhere or (by is By.PROVINCE and not where.everywhere):
        return 403
    if by in {By.LIST, By.PROVINCE} or route.path.endswith("/batch"):
        return 200
    is_own = by is not By.RECORD and asked.is_own and where.person is not None
    if by is By.ROW:
        return 202 if asked.of in reached or is_own else 403
    return 200 if asked.of in reached or is_own else 404


def statuses(caller: Caller, where: Where, reached: set[str], scopes: list[str] = ALL) -> dict[str, tuple[int, int]]:
    """What each request should be answered, and what it was."""
    found = {}
    for name, asked in county.requests(caller).items():
        method, route = name.partition(" ")[0], ROUTES[name]
        answer = caller.send(method, asked.path, asked.body, scopes=scopes, where=where)
        wanted = expected(route, asked, where, reached) if route.scope in scopes else 403
        found[name] = (wanted, answer.status_code)
        if route.path.endswith("/batch") and answer.status_code == 200:
            reasons = [one["reason"] for one in answer.json["refused"]]
            may = asked.of in reached or (asked.is_own and where.person is not None)
            assert (name, [] if may else [OUTSIDE]) == (name, reasons)
    return found


def differing(found: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Those that were answered otherwise."""
    return {name: both for name, both in found.items() if both[0] != both[1]}


def kept(store: Store) -> dict[str, Any]:
    """All that the registry keeps, but for what it refused."""
    return {
        name: list(store.database[name].find().sort("_id", 1))
        for name in store.database.list_collection_names()
        if name not in {"refusals", "idempotency"}
    }


def test_every_request_is_asked(caller: Caller, store: Store) -> None:
    """A new route is asked too."""
    county.found(caller, store)
    assert set(ROUTES) == set(county.requests(caller))


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_do_is_what_the_table_says(caller: Caller, store: Store, role: str) -> None:
    """Each request is answered, or refused, as its limit says; who reaches nothing changes nothing by any of them.

    The county sees that somebody asks to move to another one, and does not decide on it.
    """
    county.found(caller, store)
    where, reached = ROLES[role]
    before = kept(store)
    found = statuses(caller, where, reached)
    if role == "county":
        assert (200, 422) == found.pop("PUT /transfers/<reference>/decision")
    assert {} == differing(found)
    assert (before == kept(store)) == (not reached)


def test_an_auditor_reads_all_and_changes_nothing(caller: Caller, store: Store) -> None:
    """With the reading scopes of the whole province."""
    county.found(caller, store)
    before = kept(store)
    assert {} == differing(statuses(caller, EVERYWHERE, {HOME, ORGANISATION}, READING))
    assert before == kept(store)


def test_volunteers_see_and_change_their_own(caller: Caller, store: Store) -> None:
    """What is about them, and how they are reached; no other's, and no decision about themselves."""
    county.found(caller, store)
    own = Where(person=county.number_of(store, "v-1"))
    assert {} == differing(statuses(caller, own, set()))
    assert 404 == caller.send("GET", "/volunteers/v-2", where=own).status_code
    assert ["l"] == [one["licence_ref"] for one in caller.send("GET", "/licences", where=own).json["licences"]]


IN_COUNTY = ["v-1", "v-2", "v-3", "v-4", "v-5"]
SHOWN: dict[tuple[str, str], dict[str, list[str]]] = {
    ("/volunteers", "volunteer_ref"): {CITY: IN_COUNTY, FAR: ["far"], "o": []},
    ("/organisations", "organisation_ref"): {CITY: ["o"], FAR: ["far-o"], "o": ["o"]},
    ("/organisations?region=440300", "organisation_ref"): {CITY: ["o"], FAR: [], "o": ["o"]},
    ("/organisations?organisation=o", "organisation_ref"): {CITY: ["o"], FAR: [], "o": ["o"]},
    ("/affiliations", "affiliation_ref"): {CITY: ["a"], FAR: [], "o": ["a"]},
    ("/licences", "licence_ref"): {CITY: ["l"], FAR: [], "o": []},
    ("/merges", "merge_ref"): {CITY: ["m"], FAR: [], "o": []},
    ("/suspected-duplicates", "reason"): {CITY: ["same_name_and_birth_date"], FAR: [], "o": []},
    ("/transfers", "transfer_ref"): {CITY: ["t"], FAR: [], "o": []},
    ("/exports/volunteers", "volunteer_ref"): {CITY: IN_COUNTY, FAR: ["far"], "o": []},
    ("/exports/outcomes", "reference"): {
        CITY: ["a", "c", "e", "i", "l", "m", "n", "o", "s", "t"],
        FAR: ["far-o"],
        "o": ["a", "e", "n", "o", "s"],
    },
}
"""By path and field, what officers of the city, of the one far away, and of the organisation find."""


def test_lists_and_exports_show_what_lies_in_the_tokens_places(caller: Caller, store: Store) -> None:
    """Whole or a page at a time; several places together show what lies in any, once."""
    county.found(caller, store)
    for (path, field), shown in SHOWN.items():
        for place, references in shown.items():
            where = for_organisations(place) if place == "o" else for_regions(place)
            assert (path, place, references) == (path, place, sorted(_listed(caller, path, field, where)))
        both = sorted({*shown[CITY], *shown[FAR]})
        where = Where(frozenset({CITY, COUNTY, FAR}), frozenset({"o"}))
        assert (path, both) == (path, sorted(_listed(caller, path, field, where)))


def _listed(caller: Caller, path: str, field: str, where: Where) -> list[str]:
    if path.startswith("/exports"):
        lines = caller.send("GET", path, where=where).text.splitlines()
        return [one[field] for one in map(orjson.loads, lines)]
    found: list[str] = []
    mark, following = "&" if "?" in path else "?", ""
    while True:
        page = caller.send("GET", f"{path}{mark}limit=2{following}", where=where, scopes=ALL).json
        found += [one[field] for one in next(value for value in page.values() if isinstance(value, list))]
        if page["next"] is None:
            return found
        following = f"&after={page['next']}"
