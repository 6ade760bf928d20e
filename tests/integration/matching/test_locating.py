"""Where somebody lives is told to nobody: sites and offers made for the purpose, with all scopes below the homes'."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.matching.api import blueprints
from services.matching.cities import repository as of_cities
from services.matching.cities import solving
from services.matching.rosters.policy import BEYOND, WITHIN
from shared.config import Settings
from shared.rules.distances import great_circle_metres
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.web.scopes import SCOPES
from tests.integration.matching.test_rosters import hear, offer, shift, told, volunteer

Place = tuple[float, float]
CLOSEST = 5_000
"""Metres: no answers together may tell more."""
HOME = (23.1678, 113.2431)
PARTS = {8: "morning", 13: "afternoon", 18: "evening"}
THREE = ((23.0, 113.0), (23.4, 113.1), (23.1, 113.5))
HUNDRED = tuple((22.97 + 0.043 * n, 113.05 + 0.039 * m) for n in range(10) for m in range(10))
LATTICE = tuple((22.9 + 0.02 * n, 113.0 + 0.02 * m) for n in range(25) for m in range(25))
"""Where the attacker looks: every two kilometres."""


@pytest.fixture
def attacker(settings: Settings, store: Store) -> FlaskClient:
    """A client with every scope but that to see homes."""
    return _client(settings, store, [one for one in SCOPES if one != "registry:personal"])


def _client(settings: Settings, store: Store, scopes: list[str]) -> FlaskClient:
    made = make_application(settings, store, blueprints).test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {make_token(settings, 'attacker', scopes)}"
    return made


def open_sites(store: Store, sites: tuple[Place, ...], start: int = 8) -> None:
    """A shift at each site, each of a project of its own, so that any of them can be solved by itself."""
    places = ({"latitude": lat, "longitude": lon} for lat, lon in sites)
    hear(store, *(shift(n, start, project_ref=f"p-{n:03d}", **place) for n, place in enumerate(places)))


def bands(client: FlaskClient, number: int) -> dict[str, str | None]:
    """How far each candidate of a shift is, as far as that is told."""
    shown: Any = client.get(f"/v1/shifts/s-{number}/candidates").json
    return {one["volunteer_ref"]: one["band"] for one in shown}


def cell(place: Place) -> Place:
    """The middle of a place's cell: the attacker has read our code."""
    latitude, longitude = ((math.floor(one * 10) + 0.5) / 10 for one in place)
    return latitude, longitude


def band(metres: float) -> str:
    """The band of a distance."""
    return next((name for name, most in WITHIN.items() if metres <= most), BEYOND)


def uncertainty(possible: Callable[[Place], bool]) -> int:
    """Metres by which the best guess may be wrong, when the home may be at any possible place of the lattice."""
    found = [place for place in LATTICE if possible(place)]
    assert found
    return min(max(great_circle_metres(*guess, *home) for home in found) for guess in found)


def test_exact_costs_do_locate(settings: Settings, store: Store) -> None:
    """The attack itself works: three distances give the home to some metres. Who may see homes may ask for them."""
    client = _client(settings, store, ["registry:personal"])
    client.environ_base["HTTP_KAPOK_PURPOSE"] = "a test"
    hear(store, volunteer(store, 1, latitude=HOME[0], longitude=HOME[1]), offer(1))
    open_sites(store, THREE)
    ways = [client.post("/v1/exact-rosters", json={"project_prefix": f"p-00{n}"}).json["total_cost"] for n in range(3)]
    guess = HOME[0] + 0.1, HOME[1] - 0.1
    for size in (0.02, 0.002, 0.0002, 0.00002):
        near = [(guess[0] + size * n, guess[1] + size * m) for n in range(-12, 13) for m in range(-12, 13)]
        guess = min(
            near,
            key=lambda place: sum(
                abs(great_circle_metres(*place, *site) - way) for site, way in zip(THREE, ways, strict=True)
            ),
        )
    assert great_circle_metres(*guess, *HOME) < 20


def test_no_exact_cost_without_the_scope_to_see_homes(attacker: FlaskClient, store: Store) -> None:
    """Not of a roster of one shift and one offer, either."""
    hear(store, volunteer(store, 1), offer(1))
    open_sites(store, THREE[:1])
    assert 403 == attacker.post("/v1/exact-rosters", json={}).status_code
    answer = attacker.post("/v1/rosters", json={})
    assert "cost" not in answer.text
    assert "cost" not in str([one.data for one in told(store, "match.proposed.v2")])
    assert "cost" not in str(list(store.database["rosters"].find()))


def test_three_sites_and_three_offers_do_not_locate(attacker: FlaskClient, store: Store) -> None:
    """Of the candidates' bands, the proposals' and the events' nothing is closer than five kilometres."""
    hear(store, volunteer(store, 1, latitude=HOME[0], longitude=HOME[1]), *(offer(1, part) for part in PARTS.values()))
    for number, (start, site) in enumerate(zip(PARTS, THREE, strict=True)):
        hear(store, shift(number, start, latitude=site[0], longitude=site[1]))
    seen = [bands(attacker, number)["v-1"] for number in range(3)]
    attacker.post("/v1/rosters", json={})
    assert seen == [one.data["band"] for one in told(store, "match.proposed.v2")]
    known = list(zip(THREE, seen, strict=True))
    assert (
        uncertainty(lambda home: all(band(great_circle_metres(*home, *site)) == one for site, one in known)) > CLOSEST
    )


def test_a_hundred_sites_and_the_rosters_choice_tell_the_cell_and_no_more(attacker: FlaskClient, store: Store) -> None:
    """Bands of all sites cut each other, and of many shifts the offer takes the nearest: the whole cell remains."""
    hear(store, volunteer(store, 1, latitude=HOME[0], longitude=HOME[1]), offer(1))
    open_sites(store, HUNDRED)
    seen = [bands(attacker, number)["v-1"] for number in range(len(HUNDRED))]
    ((chosen, _),) = attacker.post("/v1/rosters", json={}).json["assignments"]  # type: ignore[index]

    def possible(home: Place) -> bool:
        ways = [great_circle_metres(*cell(home), *site) for site in HUNDRED]
        return [band(way) for way in ways] == seen and ways[int(chosen[2:])] == min(ways)

    assert possible(HOME)
    assert uncertainty(possible) > CLOSEST


def test_homes_of_one_cell_are_told_alike(attacker: FlaskClient, store: Store) -> None:
    """Whatever is asked: bands, order, rosters of any sites, beside decoys whose homes the attacker chose; every event.

    So no attack, of however many questions, tells two homes of one cell apart, and these are 14 km from each other.
    """
    homes = ((23.1001, 113.2001), (23.1999, 113.2999), HOME)
    answers = [everything(attacker, store, home) for home in homes]
    assert great_circle_metres(*homes[0], *homes[1]) > 2 * CLOSEST
    assert [answers[0]] * 2 == answers[1:]
    assert answers[0] != everything(attacker, store, (23.2001, 113.3001))


def everything(client: FlaskClient, store: Store, home: Place) -> list[Any]:
    """All that can be learned of somebody with a home by thirty sites and as many decoys."""
    names = (
        "volunteers",
        "shifts",
        "availability",
        "rosters",
        "roster_parts",
        "outbox",
        of_cities.RUNS,
        of_cities.TASKS,
    )
    for name in names:
        store.database[name].delete_many({})
    sites = HUNDRED[::7]
    decoys = [
        volunteer(store, 10 + n, latitude=lat + 0.01, longitude=lon - 0.007) for n, (lat, lon) in enumerate(sites)
    ]
    hear(store, volunteer(store, 50, latitude=home[0], longitude=home[1]), *decoys)
    open_sites(store, sites)
    hear(store, offer(50))
    alone = [client.post("/v1/rosters", json={"project_prefix": f"p-{n:03d}"}).json for n in range(len(sites))]
    hear(store, *(offer(10 + n) for n in range(len(sites))))
    shown = [client.get(f"/v1/shifts/s-{number}/candidates").json for number in range(len(sites))]
    beside = [client.post("/v1/rosters", json={"project_prefix": f"p-{n:03d}"}).json for n in range(len(sites))]
    solved = client.post("/v1/rosters", json={}).json
    cities = by_cities(client, store)
    events = [one.data for kind in ("match.proposed.v2", "roster.solved.v2") for one in told(store, kind)]
    for one in (*alone, *beside, solved, *cities, *events):
        for name in ("solved_at", "run", "asked_at", "roster"):
            one.pop(name, None)  # type: ignore[union-attr]
    return [alone, shown, beside, solved, cities, events]


def by_cities(client: FlaskClient, store: Store) -> list[dict[str, Any]]:
    """What the rosters of cities show: the run, each city, and its roster."""
    asked: Any = client.post("/v1/city-rosters", json={}).json
    for one in asked["cities"]:
        solving.solve(store, f"{asked['run']}:{one['city_code']}")
    run: Any = client.get(f"/v1/city-rosters/{asked['run']}").json
    rosters: list[Any] = [client.get(f"/v1/rosters/{one['roster']}").json for one in run["cities"]]
    assert any(one["assignments"] for one in rosters)
    return [run, *run["cities"], *rosters]


def test_the_cells_are_as_large_as_promised() -> None:
    """A circle of five kilometres has room in each, from the north of Guangdong to its south."""
    for latitude in (20.2, 23.1, 25.5):
        corners = [(latitude + 0.1 * n, 113.2 + 0.1 * m) for n in range(2) for m in range(2)]
        sides = [great_circle_metres(*one, *other) for one, other in combinations(corners, 2)]
        assert min(sides) > 2 * CLOSEST
