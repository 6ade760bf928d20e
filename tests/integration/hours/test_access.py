"""Every request of hours with tokens of each role and place: what may be done is what docs/access.md says."""

from __future__ import annotations

from typing import Any

import pytest

from cli.project.access import Route, routes
from services.hours.api import blueprints
from shared.config import Settings
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.limits import By
from shared.web.scopes import SCOPES
from shared.where import EVERYWHERE, NOWHERE, OUTSIDE, Where
from tests.integration.hours import county
from tests.integration.hours.county import CITY, COUNTY, FAR, HERE, NUMBER, THERE, Asked
from tests.integration.hours.sealing import publish, seal
from tests.integration.listening import Service, hear
from tests.integration.placed import Caller
from tests.integration.registrations import Registry, erased, number_of

ALL = [scope for scope in SCOPES if scope.startswith("hours:")]
READING = [scope for scope in ALL if scope.rpartition(":")[2] in {"read", "export", "figures", "seals"}]
ROUTES = {f"{one.method} {one.path.removeprefix('/v1')}": one for one in routes("hours")}
ROLES = {
    "province": EVERYWHERE,
    "city": Where(frozenset({CITY})),
    "county": Where(frozenset({COUNTY})),
    "another city": Where(frozenset({FAR})),
    "two cities": Where(frozenset({CITY, FAR})),
    "organisation": Where(organisations=frozenset({"o"})),
    "volunteer": Where(person=NUMBER),
    "nowhere": NOWHERE,
}


@pytest.fixture
def caller(settings: Settings, store: Store) -> Caller:
    """The API of hours, which keeps what the county's and the others' did."""
    county.found(store)
    publish(store.database)
    seal(store)
    return Caller(make_application(settings, store, blueprints).test_client(), settings, ALL)


def expected(route: Route, asked: Asked, where: Where) -> int:
    """The status that docs/access.md promises to a token with the scope."""
    by = route.limit.by
    if by is By.EVERYBODY:
        return 200
    if where.nowhere:
        return 403
    if by is By.LIST or route.path.endswith("/batch") or "<number>" in route.path:
        return 200
    reached = where.reaches(asked.served)
    if by is By.ROW:
        return 202 if reached else 403
    if by is By.PERSON:
        reached = reached or where.reaches(asked.home) or (asked.is_own and where.person is not None)
    return 200 if reached else 404


def differing(caller: Caller, where: Where, scopes: list[str] = ALL) -> list[tuple[str, int, int]]:
    """The requests that were answered otherwise than they should be: the path, that status, and what it was."""
    found = []
    for name, some in county.REQUESTS.items():
        method, route = name.partition(" ")[0], ROUTES[name]
        for asked in some:
            answer = caller.send(method, asked, where, scopes)
            wanted = expected(route, asked, where) if route.scope in scopes else 403
            if answer.status_code != wanted:
                found.append((f"{method} {asked.path}", wanted, answer.status_code))
            if route.path.endswith("/batch") and answer.status_code == 200:
                reasons = [one["reason"] for one in answer.json["refused"]]
                assert ([] if where.reaches(asked.served) else [OUTSIDE]) == reasons
    return found


def kept(store: Store) -> dict[str, Any]:
    """All that hours keeps, but for what it refused."""
    names = set(store.database.list_collection_names()) - {"refusals", "idempotency"}
    return {name: list(store.database[name].find().sort("_id", 1)) for name in names}


def test_every_request_is_asked() -> None:
    """A new route is asked too."""
    assert set(ROUTES) == set(county.REQUESTS)


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_do_is_what_the_table_says(caller: Caller, store: Store, role: str) -> None:
    """Each request is answered, or refused, as its limit says; by them only who reaches a region changes anything.

    But for volunteers, who dispute what became of their presences, and have certificates.
    """
    before, where = kept(store), ROLES[role]
    assert [] == differing(caller, where)
    assert (before == kept(store)) == (not where.regions and where.person is None)


def test_an_auditor_reads_all_and_changes_nothing(caller: Caller, store: Store) -> None:
    """With the reading scopes of the whole province."""
    before = kept(store)
    assert [] == differing(caller, EVERYWHERE, READING)
    assert before == kept(store)


def test_who_runs_a_shift_decides_on_its_presences_wherever_the_volunteer_belongs(caller: Caller) -> None:
    """The home region sees that a presence waits, and does not approve it."""
    there = ROLES["another city"]
    assert "held:second_person_required" == caller.send("GET", Asked("/attendance/held"), there).json["outcome"]
    assert 404 == caller.send("POST", Asked("/attendance/held/verdicts", county.VERDICT), there).status_code
    here = caller.send("POST", Asked("/attendance/held/verdicts", county.VERDICT), ROLES["county"])
    assert (200, "held:public_notice") == (here.status_code, here.json["outcome"])


SEEN = {
    "county": (["a", "abroad", "guest", "held", "short", "twin"], [HERE, "here-2"], ["here-2-into-here"]),
    "city": (["a", "abroad", "guest", "held", "short", "twin"], ["away", HERE, "here-2"], ["here-2-into-here"]),
    "another city": (
        ["abroad", "far", "guest", "held", "held-far", "t"],
        [THERE, "there-2"],
        ["there-2-into-there"],
    ),
    "organisation": ([], [], []),
    "volunteer": (["a", "abroad", "short"], [], []),
}
"""By role the presences and the totals that are exported, and the merges for review."""


@pytest.mark.parametrize("role", SEEN)
def test_exports_and_reviews_show_what_lies_in_the_tokens_places(caller: Caller, role: str) -> None:
    """Presences of there served or of who belongs there; totals and reviews of who belongs there."""
    where, (presences, totals, reviews) = ROLES[role], SEEN[role]
    assert presences == caller.lines(Asked("/exports/outcomes"), "attendance_ref", where)
    assert totals == caller.lines(Asked("/exports/totals"), "volunteer_ref", where)
    assert reviews == [one["merge_ref"] for one in caller.send("GET", Asked("/reviews"), where).json["reviews"]]


def test_flagged_presences_are_shown_where_they_were_served_and_to_the_volunteer(caller: Caller) -> None:
    """With why, and what became of them."""

    def seen(where: Where) -> list[tuple[str, list[str], str]]:
        found = caller.send("GET", Asked("/reviews/presences"), where).json["flagged_presences"]
        return [(one["attendance_ref"], one["flags"], one["outcome"]) for one in found]

    guest, far = ("guest", ["fraud_attempt"], "credited"), ("far", ["beyond_capacity"], "credited")
    assert [[guest], [far], [], [far, guest], []] == [
        seen(ROLES[role]) for role in ("county", "another city", "organisation", "province", "volunteer")
    ]
    assert [far, guest] == seen(Where(person=number_of(THERE)))


def test_the_province_is_shown_all(caller: Caller) -> None:
    """Also of whom and of what nobody knows where it lies."""
    two, everywhere = (
        caller.lines(Asked("/exports/outcomes"), "attendance_ref", ROLES[one]) for one in ("two cities", "province")
    )
    assert sorted({*SEEN["city"][0], *SEEN["another city"][0]}) == two
    assert sorted([*two, "lost"]) == everywhere
    assert 5 == len(caller.lines(Asked("/exports/totals"), "volunteer", EVERYWHERE))


def entries(caller: Caller, where: Where) -> list[str]:
    """The entries of the volunteer `here` that are shown."""
    return sorted(one["entry"] for one in caller.send("GET", Asked(f"/volunteers/{NUMBER}/entries"), where).json)


def test_entries_are_shown_to_the_volunteer_at_home_and_where_they_were_served(caller: Caller) -> None:
    """Who acts where the volunteer once served sees what was served there; of a number that nobody has, nobody any."""
    whole = ["a", "abroad", "opening:b"]
    shown = {role: entries(caller, ROLES[role]) for role in ("province", "city", "county", "volunteer", "another city")}
    assert {**dict.fromkeys(("province", "city", "county", "volunteer"), whole), "another city": ["abroad"]} == shown
    assert [] == caller.send("GET", Asked("/volunteers/KV-else/entries"), ROLES["county"]).json
    assert [] == entries(caller, Where(person="KV-else"))


def test_access_follows_the_home(caller: Caller, store: Store) -> None:
    """Who moves takes the ledger along, an older state changes nothing, and of who is erased only the province asks."""
    service, registry = Service(store), Registry(store.settings)
    there = ROLES["another city"]
    hear(service, county.moved(registry, HERE, FAR, 4), county.moved(registry, HERE, COUNTY, 3))
    assert ["a", "abroad", "opening:b"] == entries(caller, there)
    assert ["a", "opening:b"] == entries(caller, ROLES["county"])
    hear(service, erased(HERE), county.moved(registry, HERE, FAR, 5))
    assert ["abroad"] == entries(caller, there)
    assert number_of(HERE) not in caller.lines(Asked("/exports/totals"), "volunteer", there)
    assert number_of(HERE) in caller.lines(Asked("/exports/totals"), "volunteer", EVERYWHERE)


def test_of_a_balance_from_elsewhere_nothing_is_kept(caller: Caller, store: Store) -> None:
    """Its reference is free for who may send it."""
    row = Asked("/opening-balances", county.balance("b-new", FAR))
    assert 403 == caller.send("POST", row, ROLES["county"]).status_code
    assert store.database["balances"].find_one({"_id": "b-new"}) is None
    assert 202 == caller.send("POST", row, ROLES["another city"]).status_code
