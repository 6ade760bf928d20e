"""Who may see and solve what of matching: every route, with tokens of places, organisations and persons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from cli.project import access
from services.matching.api import blueprints
from shared.config import Settings
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.web.limits import By
from shared.web.scopes import SCOPES
from shared.where import EVERYWHERE, Where
from tests.integration.matching import resources
from tests.integration.matching.test_rosters import hear, offer, shift, volunteer
from tests.integration.matching.test_tilts import version

COUNTIES = {1: "440103", 2: "440106"}
"""Two shifts in two counties of a city; the first is of team-1."""
CALLERS: dict[str, tuple[Where, set[int]]] = {
    "province": (EVERYWHERE, {1, 2}),
    "city": (Where(frozenset({"440100"})), {1, 2}),
    "county": (Where(frozenset({"440103"})), {1}),
    "another county": (Where(frozenset({"440106"})), {2}),
    "another city": (Where(frozenset({"440300"})), set()),
    "team": (Where(organisations=frozenset({"team-1"})), {1}),
    "another team": (Where(organisations=frozenset({"team-9"})), set()),
    "volunteer": (Where(person="KV1"), set()),
}
every_caller = pytest.mark.parametrize("caller", CALLERS)


@pytest.fixture
def ask(settings: Settings, store: Store) -> Callable[..., Any]:
    """A request of a caller with all scopes, among two shifts with two volunteers."""
    shifts = [shift(n, region_code=code, organisation_ref=f"team-{n}") for n, code in COUNTIES.items()]
    hear(store, *shifts, *(volunteer(store, n) for n in (1, 2)), *(offer(n) for n in (1, 2)))
    resources.learn(store, *(resources.organisation(f"team-{n}") for n in COUNTIES))
    for number, code in COUNTIES.items():
        resources.take(store, need(number, code))
        resources.take(store, offered(number, code))
    client = make_application(settings, store, blueprints).test_client()

    def asked(caller: str, method: str, path: str, body: Any = None, why: str = "") -> Any:
        token = make_token(settings, "KV1", SCOPES, where=CALLERS[caller][0])
        json = {} if body is None else {"json": body}
        said = {"Kapok-Purpose": why} if why else {}
        return client.open(f"/v1{path}", method=method, headers={"Authorization": f"Bearer {token}", **said}, **json)

    return asked


@every_caller
def test_candidates_are_shown_to_who_runs_the_shift(ask: Callable[..., Any], caller: str) -> None:
    """For others there is no such shift."""
    answers = {number: ask(caller, "GET", f"/shifts/s-{number}/candidates").status_code for number in COUNTIES}
    assert answers == {number: 200 if number in CALLERS[caller][1] else 404 for number in COUNTIES}
    for number, status in answers.items():
        assert status == ask(caller, "GET", f"/shifts/s-{number}/proposals").status_code
        free = ask(caller, "POST", f"/shifts/s-{number}/proposals", {"places": 1})
        assert (422 if status == 200 else 404) == free.status_code  # it is over long since


@every_caller
def test_places_are_fixed_by_who_runs_the_shift(ask: Callable[..., Any], caller: str) -> None:
    """For others there is no such shift, and nothing of it is seen."""
    for number in COUNTIES:
        path, body = f"/shifts/s-{number}/fixed-places", {"fixed": True}
        answer = 200 if number in CALLERS[caller][1] else 404
        assert answer == ask(caller, "PUT", f"{path}/v-1", body).status_code
        assert answer == ask(caller, "GET", path).status_code
        assert (answer == 200) == bool(ask("province", "GET", path).json)


@every_caller
def test_a_roster_has_the_shifts_that_are_reached(ask: Callable[..., Any], caller: str) -> None:
    """The rest is left out: neither counted nor filled."""
    solved = ask(caller, "POST", "/rosters", {}).json
    assert (len(CALLERS[caller][1]), len(CALLERS[caller][1])) == (solved["shifts"], solved["filled"])
    assert {f"s-{number}" for number in CALLERS[caller][1]} == {one for one, _ in solved["assignments"]}
    assert solved["assignments"] == ask(caller, "POST", "/trial-rosters", {}).json["assignments"]
    assert 200 == ask(caller, "GET", f"/rosters/{solved['roster']}").status_code


@every_caller
def test_a_roster_is_shown_to_who_reaches_all_its_shifts(ask: Callable[..., Any], caller: str) -> None:
    """For others there is none."""
    whole, part = (ask(one, "POST", "/rosters", {}).json["roster"] for one in ("city", "county"))
    reached = CALLERS[caller][1]
    assert (200 if reached == {1, 2} else 404) == ask(caller, "GET", f"/rosters/{whole}").status_code
    for path in ("/rosters", "/trial-rosters"):
        assert (200 if reached == {1, 2} else 404) == ask(caller, "POST", path, {"keep": whole}).status_code
    assert (200 if 1 in reached else 404) == ask(caller, "GET", f"/rosters/{part}").status_code


@pytest.mark.parametrize("caller", [one for one in CALLERS if one != "province"])
def test_a_roster_of_before_is_the_provinces(ask: Callable[..., Any], store: Store, caller: str) -> None:
    """Where its shifts lie was not kept."""
    roster = ask("province", "POST", "/rosters", {}).json["roster"]
    store.database["rosters"].update_many({}, {"$unset": {"places_of_shifts": ""}})
    assert [200, 404] == [ask(one, "GET", f"/rosters/{roster}").status_code for one in ("province", caller)]


@every_caller
def test_exact_costs_are_the_whole_provinces(ask: Callable[..., Any], caller: str) -> None:
    """With the scope to see homes, too."""
    assert (200 if caller == "province" else 403) == ask(caller, "POST", "/exact-rosters", {}, "a test").status_code


def test_whose_homes_were_weighed_is_kept(ask: Callable[..., Any]) -> None:
    """With who asked and why; who does not say why is answered no costs."""
    assert 400 == ask("province", "POST", "/exact-rosters", {}).status_code
    ask("province", "POST", "/exact-rosters", {}, "a test")
    (entry,) = ask("province", "GET", "/access-log").json["access_log"]
    assert {"by": "KV1", "did": "read", "purpose": "a test", "volunteer": ["KV1", "KV2"]}.items() <= entry.items()
    assert ["birth_date", "latitude", "longitude"] == entry["fields"]


def test_who_has_places_proposed_is_kept(ask: Callable[..., Any]) -> None:
    """Once: asked again, nothing is done."""
    for _ in range(2):
        assert 200 == ask("county", "POST", "/rosters", {"project_prefix": ""}).status_code
    (entry,) = ask("province", "GET", "/access-log").json["access_log"]
    assert ("KV1", "changed", "POST /v1/rosters") == (entry["by"], entry["did"], entry["route"])


@every_caller
@pytest.mark.parametrize("kind", ["needs", "offers"])
def test_needs_and_offers_are_shown_to_who_reaches_them(ask: Callable[..., Any], caller: str, kind: str) -> None:
    """A need with its organisation, too; an offer lies where it is for."""
    reached = CALLERS[caller][1] - ({1} if (caller, kind) == ("team", "offers") else set())
    key = f"{kind.removesuffix('s')}_ref"
    assert {f"{kind}-{number}" for number in reached} == {one[key] for one in ask(caller, "GET", f"/{kind}").json[kind]}
    for number in COUNTIES:
        found = 200 if number in reached else 404
        assert found == ask(caller, "GET", f"/{kind}/{kind}-{number}").status_code
        closing = {"closed_on": "2018-03-01"}
        assert found == ask(caller, "PUT", f"/{kind}/{kind}-{number}/closing", closing).status_code
        if kind == "offers":
            assert found == ask(caller, "GET", f"/offers/offers-{number}/donor", why="a test").status_code


@every_caller
def test_needs_and_offers_are_taken_from_who_reaches_them(ask: Callable[..., Any], caller: str) -> None:
    """Another's row is refused, and nothing of it is kept."""
    reached, team = CALLERS[caller][1], CALLERS[caller][0].organisations
    for path, row in (("needs", need(1, "440103", "x")), ("offers", offered(1, "440103", "x"))):
        may = 1 in reached and not (team and path == "offers")
        assert (202 if may else 403) == ask(caller, "POST", f"/{path}", row).status_code
        batch = ask(caller, "POST", f"/{path}/batch", {"rows": [{"row": 2, "values": row}]})
        assert (may and caller != "volunteer") == (batch.status_code == 200 and not batch.json["refused"])


@every_caller
def test_allotments_are_of_who_reaches_the_need(ask: Callable[..., Any], caller: str) -> None:
    """Shown and decided there; solving is the whole province's."""
    number = 1 if caller == "province" else 0
    assert (200 if number else 403) == ask(caller, "POST", "/allocations", {}).status_code
    assert (200 if number else 403) == ask(caller, "GET", "/optimal-allocation").status_code
    allocation = ask("province", "POST", "/allocations", {}).json["allocation"]
    assert (200 if number else 403) == ask(caller, "GET", f"/allocations/{allocation}").status_code
    needs = {one["need_ref"]: one["allotment_ref"] for one in ask("province", "GET", "/allotments").json["allotments"]}
    found = {one["need_ref"] for one in ask(caller, "GET", "/allotments").json["allotments"]}
    assert {f"needs-{number}" for number in CALLERS[caller][1]} == found
    for need_ref, reference in needs.items():
        answer = 200 if need_ref in found else 404
        assert answer == ask(caller, "GET", f"/allotments/{reference}").status_code
        assert answer == ask(caller, "GET", f"/needs/{need_ref}/offers").status_code
        assert answer == ask(caller, "PUT", f"/allotments/{reference}/decision", {"decision": "declined"}).status_code


@every_caller
def test_the_tilt_is_the_whole_provinces(ask: Callable[..., Any], caller: str) -> None:
    """Others neither propose nor see nor adopt a version; nobody adopts her own."""
    is_province = caller == "province"
    proposed = ask(caller, "POST", "/tilt-versions", version("tilt-2"))
    assert (202 if is_province else 403) == proposed.status_code
    batch = ask(caller, "POST", "/tilt-versions/batch", {"rows": [{"row": 2, "values": version("tilt-3")}]})
    assert is_province == (batch.status_code == 200 and not batch.json["refused"])
    ask("province", "POST", "/tilt-versions", version("tilt-2"))
    assert is_province == bool(ask(caller, "GET", "/tilt-versions").json["tilt_versions"])
    assert (200 if is_province else 404) == ask(caller, "GET", "/tilt-versions/tilt-2").status_code
    assert (422 if is_province else 404) == ask(caller, "PUT", "/tilt-versions/tilt-2/adoption", {}).status_code


@every_caller
def test_the_exports_of_needs_and_offers_have_what_is_reached(ask: Callable[..., Any], caller: str) -> None:
    """What became of each row; and of what was refused what was sent from there."""
    answer = ask(caller, "GET", "/exports/outcomes")
    found = {orjson.loads(line)["reference"] for line in answer.data.splitlines()}
    kinds = ("needs",) if CALLERS[caller][0].organisations else ("needs", "offers")
    assert {f"{kind}-{number}" for number in CALLERS[caller][1] for kind in kinds} == found
    assert 200 == ask(caller, "GET", "/exports/refusals").status_code


def need(number: int, code: str, more: str = "") -> dict[str, Any]:
    """A need of a county's team."""
    return resources.need(f"needs-{number}{more}", region_code=code, organisation_ref=f"team-{number}")


def offered(number: int, code: str, more: str = "") -> dict[str, Any]:
    """An offer for a county."""
    return resources.offer(f"offers-{number}{more}", scope_region_code=code)


def test_every_route_is_here() -> None:
    """A new one needs its line in this file."""
    tested = {
        "/v1/rosters",
        "/v1/trial-rosters",
        "/v1/rosters/<identifier>",
        "/v1/exact-rosters",
        "/v1/shifts/<shift_ref>/candidates",
        "/v1/shifts/<shift_ref>/proposals",
        "/v1/shifts/<shift_ref>/fixed-places",
        "/v1/shifts/<shift_ref>/fixed-places/<volunteer_ref>",
    }
    tested |= {f"/v1/{kind}{suffix}" for kind in ("needs", "offers") for suffix in ("", "/batch", "/<reference>")}
    tested |= {"/v1/needs/<reference>/closing", "/v1/offers/<reference>/closing", "/v1/offers/<reference>/donor"}
    tested |= {
        "/v1/allocations",
        "/v1/allocations/<identifier>",
        "/v1/optimal-allocation",
        "/v1/needs/<reference>/offers",
    }
    tested |= {"/v1/allotments", "/v1/allotments/<reference>", "/v1/allotments/<reference>/decision"}
    tested |= {"/v1/city-rosters", "/v1/city-rosters/<identifier>"}
    tested |= {f"/v1/tilt-versions{suffix}" for suffix in ("", "/batch", "/<reference>", "/<reference>/adoption")}
    tested |= {"/v1/exports/outcomes", "/v1/exports/refusals"}
    tested.add("/v1/access-log")  # the same in every service: tests/integration/registry/test_access_log.py
    assert tested == {one.path for one in access.routes("matching") if one.limit.by is not By.EVERYBODY}


@every_caller
def test_rosters_of_cities_are_shown_to_who_reaches_all_their_shifts(ask: Callable[..., Any], caller: str) -> None:
    """A run has the shifts that are reached; for others than those who reach them all there is none."""
    reached = CALLERS[caller][1]
    own = ask(caller, "POST", "/city-rosters", {}).json
    assert len(own["cities"]) == min(len(reached), 1)
    assert 200 == ask(caller, "GET", f"/city-rosters/{own['run']}").status_code
    whole = ask("city", "POST", "/city-rosters", {}).json["run"]
    assert (200 if reached == {1, 2} else 404) == ask(caller, "GET", f"/city-rosters/{whole}").status_code
    again = ask(caller, "POST", "/city-rosters", {"keep": whole}).status_code
    assert (202 if reached == {1, 2} else 404) == again
