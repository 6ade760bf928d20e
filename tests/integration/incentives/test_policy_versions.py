"""Versions of policies: proposed by one, adopted by another, seen for whom they change what, and followed by all."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from pymongo import MongoClient
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from services.incentives.api import blueprints
from services.incentives.entitlements import usecases as entitlements
from services.incentives.standing import due
from services.incentives.standing.adopted import behind_in
from services.incentives.standing.parts import PARTS, in_parts, part_of
from services.incentives.versions import usecases
from shared import clock
from shared.config import Settings
from shared.store.client import Document
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.incentives.test_standing import credited, hear, registered, told
from tests.integration.rotating import USED, process

SCOPES = ["incentives:read", "incentives:write", "incentives:export", "incentives:decide"]
HOURS = (100, 300, 600, 1_000, 1_500)
TOMORROW = clock.today() + dt.timedelta(days=1)


def version(reference: str = "stars-2", first: int = 120, **changes: Any) -> dict[str, Any]:
    """A version of the national stars that asks for more hours for the first."""
    return {
        "policy_version_ref": reference,
        "name": "stars/national",
        "version": 2,
        "holds_from": clock.today().isoformat(),
        "thresholds": [60 * hours for hours in (first, *HOURS[1:])],
        **changes,
    }


class People:
    """Two who may decide, by their names."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.client: FlaskClient = make_application(settings, store, blueprints).test_client()
        self.settings = settings

    def ask(self, method: str, path: str, body: Any = None, who: str = "lin") -> Any:
        """A request of one of them."""
        token = make_token(self.settings, who, SCOPES)
        return self.client.open(f"/v1{path}", method=method, json=body, headers={"Authorization": f"Bearer {token}"})

    def propose(self, row: dict[str, Any]) -> Any:
        """Lin proposes a version."""
        return self.ask("POST", "/policy-versions", row)

    def adopt(self, reference: str = "stars-2", who: str = "chen") -> Any:
        """Somebody adopts it."""
        return self.ask("PUT", f"/policy-versions/{reference}/adoption", {}, who)

    def effects(self, reference: str = "stars-2") -> list[tuple[str, str, int, int]]:
        """Whom it gives what, before and after."""
        lines = self.ask("GET", f"/exports/policy-effects?policy_version_ref={reference}").data.splitlines()
        return sorted((one["volunteer"], one["what"], one["before"], one["after"]) for one in map(orjson.loads, lines))


class Asked(CommandListener):
    """What a client asks of standings: how often it finds some, and what it writes."""

    def __init__(self) -> None:
        self.found, self.written = 0, list[Document]()

    def started(self, event: CommandStartedEvent) -> None:
        """Note it."""
        self.found += event.command.get("find") == "standings"
        if event.command.get("update") == "standings":
            self.written += [one["u"]["$set"] for one in event.command["updates"]]

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Nothing."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Nothing."""


@pytest.fixture
def people(settings: Settings, store: Store) -> People:
    """Those who decide on policies."""
    return People(settings, store)


def faults(answer: Any) -> dict[str, str]:
    """What a refusal names, with the reasons."""
    return {one["field"]: one["reason"] for one in answer.json["errors"]}


def lay_out(store: Store) -> None:
    """Three volunteers: one between the two thresholds, one above both, one below."""
    today = clock.today().isoformat()
    for number, hours in (("KV1", 110), ("KV2", 130), ("KV3", 90)):
        hear(store, registered(number))
        hear(store, credited(f"e-{number}", number, hours, "2018-03-01", "441900"))
    hear(store, credited("e-late", "KV3", 1, today, "441900"))


def changes_of_stars(store: Store) -> list[tuple[str, int, int, int]]:
    """What was told of stars: of whom, before, after, by which version."""
    found = [one.data for one in told(store) if one.type == "stars.changed.v1"]
    return [(one["volunteer"], one["before"], one["stars"], one["policy"]["version"]) for one in found]


def test_who_loses_is_seen_before_and_is_who_is_told_after(people: People, store: Store) -> None:
    """The list of the simulation equals what happens after the version is adopted; new hours keep coming meanwhile."""
    lay_out(store)
    assert people.propose(version()).status_code == 202
    foreseen = people.effects()
    assert [("KV1", "stars", 1, 0)] == foreseen
    before = changes_of_stars(store)
    assert people.adopt().status_code == 200
    hear(store, credited("e-new", "KV3", 20, "2018-03-02", "441900"))
    assert usecases.follow(store) == 2, "who was decided on since needs no second look"
    assert [("KV1", 1, 0, 2)] == changes_of_stars(store)[len(before) :]
    assert usecases.follow(store) == 0
    assert [*foreseen, ("KV3", "stars", 1, 0)] == people.effects(), "it can be asked afterwards, too"
    shown = people.ask("GET", f"/volunteers/KV1?as_of={clock.today()}").json["stars"]
    assert (shown["stars"], shown["policy"]["version"]) == (0, 2)
    assert people.ask("GET", "/volunteers/KV1?as_of=2018-12-31").json["stars"]["stars"] == 1, "the past stays"


def test_everybody_is_gone_through_for_each_version_and_once_more(people: People, store: Store) -> None:
    """Who is being decided on by older tables at that moment is behind again; besides, nobody is looked for."""
    lay_out(store)
    now = [clock.now()]
    following = usecases.Following(store, lambda transaction, numbers: None, lambda: now[0])
    assert following.go_on() == 0
    people.propose(version())
    people.adopt()
    numbers = [one["_id"] for one in store.database["standings"].find({})]
    assert following.go_on() == len(numbers)
    store.database["standings"].update_one({"_id": "KV1"}, {"$set": {"generation": 0}})
    assert following.go_on() == 0
    now[0] += usecases.A_LITTLE_LATER
    assert following.go_on() == 1
    assert following.go_on() == 0


def test_all_volunteers_are_in_parts_also_those_of_before(store: Store) -> None:
    """However they came to be known; all parts together have everybody once."""
    lay_out(store)
    standings = store.database["standings"]
    everybody = sorted(one["_id"] for one in standings.find({}))
    assert all(one["part"] == part_of(one["_id"]) for one in standings.find({}))
    standings.update_many({}, {"$unset": {"part": ""}})
    due.find_by_part(store.database)
    found = [number for some in in_parts(lambda part: behind_in(store, part, 1), 2) for number in some]
    assert everybody == sorted(found)


def test_following_reads_a_volunteer_once_and_leaves_the_entries(people: People, store: Store) -> None:
    """They are most of a document, and a version changes none."""
    lay_out(store)
    people.propose(version())
    people.adopt()
    before = {one["_id"]: one["entries"] for one in store.database["standings"].find()}
    asked = Asked()
    with MongoClient[Document](store.settings.store_uri, tz_aware=True, event_listeners=[asked]) as client:
        assert usecases.follow(Store(client, store.settings, "incentives"), entitlements.follow) == 3
    assert asked.found == PARTS + 3
    assert asked.written
    assert not any("entries" in one for one in asked.written)
    after = {one["_id"]: (one["entries"], one["generation"]) for one in store.database["standings"].find()}
    assert {number: (entries, 1) for number, entries in before.items()} == after


def test_a_version_of_tomorrow_changes_nothing_today(people: People, store: Store) -> None:
    """It is adopted, and is among the policies that hold tomorrow."""
    lay_out(store)
    people.propose(version(holds_from=TOMORROW.isoformat()))
    assert people.adopt().status_code == 200
    assert usecases.follow(store) == 0
    for day, number in ((clock.today(), 1), (TOMORROW, 2)):
        found = people.ask("GET", f"/policies?on={day}").json
        assert [number] == [one["version"] for one in found if one["name"] == "stars/national"]
    assert people.ask("GET", f"/volunteers/KV1?as_of={clock.today()}").json["stars"]["stars"] == 1


def test_nobody_adopts_what_they_proposed(people: People) -> None:
    """Two different persons, and once."""
    people.propose(version())
    refused = people.adopt(who="lin")
    assert (refused.status_code, faults(refused)) == (422, {"adopted_by": "second_person_required"})
    assert people.adopt().json["adopted_by"] == "chen"
    assert people.adopt(who="wu").status_code == 422


def test_a_person_is_the_same_when_the_hash_key_is_another(people: People, store: Store) -> None:
    """Of a subject that is no reference a keyed hash is kept; the one of before is known as long as it may stand."""
    person = "林 小姐"
    assert people.ask("POST", "/policy-versions", version(), person).status_code == 202
    with process(store, USED) as later:
        refused = People(later.settings, later).adopt(who=person)
        assert (refused.status_code, faults(refused)) == (422, {"adopted_by": "second_person_required"})
        assert People(later.settings, later).adopt(who="陈 先生").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"version": 3}, "version"),
        ({"holds_from": "2018-01-01"}, "holds_from"),
        ({"holds_from": "2100-12-31"}, "holds_from"),
    ],
)
def test_a_version_follows_on_the_last_one(people: People, changes: dict[str, Any], field: str) -> None:
    """The next number, and no day of the past: what was decided is not decided otherwise. Nor a day so far ahead that
    nothing could be put right until then.
    """
    assert people.propose(version(**changes)).status_code == 202
    assert list(faults(people.adopt())) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "stars/unheard-of"}, "name"),
        ({"thresholds": None}, "thresholds"),
        ({"thresholds": [6000, 6000]}, "thresholds"),
        ({"thresholds": [6000.5]}, "thresholds"),
        ({"minutes": 3000}, "minutes"),
        ({"name": "points/foshan", "thresholds": None}, "at_most"),
        ({"version": 1}, "version"),
    ],
)
def test_a_version_says_the_whole_rule_of_its_name(people: People, changes: dict[str, Any], field: str) -> None:
    """What is missing, and what belongs to another name, is named."""
    answer = people.propose(version(**changes))
    assert answer.status_code == 422
    assert field in faults(answer)


def test_points_and_awards_have_versions_too(people: People, store: Store) -> None:
    """Of a city's points and of the award."""
    hear(store, credited("e-1", "KV1", 310, clock.today().isoformat(), "440600"))
    points = {"minutes": 600, "points": 1, "at_most": 60, "years": 5}
    people.propose(version("points-2", name="points/foshan", thresholds=None, **points))
    award = {"minutes": 24_000, "period_minutes": 6_000, "period_years": 2}
    people.propose(version("award-2", name="award/kapok", thresholds=None, **award))
    assert [("KV1", "points/440600", 60, 31)] == people.effects("points-2")
    assert [("KV1", "award", 1, 0)] == people.effects("award-2")
    assert people.adopt("points-2").status_code == 200
    usecases.follow(store)
    assert [60, 31] == [one.data["points"] for one in told(store) if one.type == "points.changed.v1"]


def test_of_two_second_versions_one_is_adopted(people: People) -> None:
    """Whoever comes second is told that it is not the next one."""
    for reference, hours in (("stars-2", 120), ("stars-2b", 130)):
        people.propose(version(reference, hours))
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(people.adopt, ("stars-2", "stars-2b")))
    assert [200, 422] == sorted(one.status_code for one in answers)


def test_adopting_is_told(people: People, store: Store) -> None:
    """With what it is, and nobody's name."""
    people.propose(version())
    people.adopt()
    (event,) = [one for one in told(store) if one.type == "policy.adopted.v1"]
    assert event.data == {
        "policy_version_ref": "stars-2",
        "name": "stars/national",
        "version": 2,
        "region_code": "000000",
        "holds_from": clock.today().isoformat(),
    }
