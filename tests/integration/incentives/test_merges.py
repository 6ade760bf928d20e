"""Two registrations of one person in incentives: the kept one has what both earned, as long as they are one."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pymongo import MongoClient

from shared.config import Settings
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.transaction import Store
from shared.web.auth import make_token
from tests.contract import samples
from tests.integration.listening import Service, hear
from tests.integration.projects.test_store_commands import Commands
from tests.integration.registrations import Registry, erased, merged, merged_again, named, number_of
from tests.integration.told import by_incentives

PATIENT: dict[str, Any] = {
    "deadline": None,
    "phases": [Phase.generate],
    "print_blob": True,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}
STUDY = {"kind": "student", "stage": "university", "from": "2017-09-01", "to": None}


def credited(entry: str, reference: str, hours: int, day: str = "2018-02-01", region: str = "440600") -> Event:
    """An entry of the ledger."""
    sample = samples.event("hours.credited.v1")
    facts = {"entry": entry, "volunteer": number_of(reference), "minutes": hours * 60, "day": day}
    return Event(sample.type, "hours", entry, {**sample.data, **facts, "region_code": region})


def told(service: Service, kind: str = "stars") -> list[tuple[str, int, int]]:
    """Of whom it was told since it was last asked that stars or points changed: from what to what."""
    changes = [event for event in service.news() if event.type == f"{kind}.changed.v1"]
    return sorted((event.subject, event.data["before"], event.data[kind]) for event in changes)


def stored(service: Service) -> dict[str, Any]:
    """All standings; the version depends on the batches, nothing else may."""
    found = {one.pop("_id"): one for one in service.store.database["standings"].find({}, {"version": 0})}
    return {number: {**one, "merges": one.get("merges", [])} for number, one in found.items()}


def ask(client: FlaskClient, settings: Settings, path: str) -> Any:
    """GET with a token."""
    token = make_token(settings, "tester", ("incentives:read", "incentives:export"))
    return client.get(f"/v1{path}", headers={"Authorization": f"Bearer {token}"})


def lines(client: FlaskClient, settings: Settings, query: str = "") -> dict[str, Any]:
    """The export of standings by reference: minutes and stars, or whom a registration is merged into."""
    rows = map(orjson.loads, ask(client, settings, f"/exports/standings{query}").data.splitlines())
    return {row["volunteer_ref"]: row.get("merged_into") or (row["minutes"], row["stars"]) for row in rows}


def test_stars_and_points_go_to_the_kept_person_and_back(incentives: Service) -> None:
    """Each change is told once, of both registrations; what is heard again tells nothing."""
    hear(incentives, credited("k", "k-1", 60), credited("m", "m-1", 50))
    assert told(incentives) == []
    one = merged("k-1", "m-1")
    hear(incentives, one, one)
    assert told(incentives) == [("KV-k-1", 0, 1)]
    hear(incentives, credited("m2", "m-1", 200))
    assert told(incentives) == [("KV-k-1", 1, 2)]
    two = merged("k-1", "m-1", until="2018-04-01")
    hear(incentives, two, one, two)
    assert told(incentives) == [("KV-k-1", 2, 0), ("KV-m-1", 0, 1)]


def test_standings_are_asked_for_once_for_all_that_hours_lead_to(settings: Settings, incentives: Service) -> None:
    """For stars, points and benefits together; whom merges tie to somebody is looked up after that one alone."""
    hear(incentives, credited("m", "m-1", 50), credited("x", "x-1", 50))
    hear(incentives, merged("k-1", "m-1"))
    asked = Commands()
    with MongoClient[Document](settings.store_uri, tz_aware=True, event_listeners=[asked]) as client:
        service, looks = Service(Store(client, settings, "incentives")), []
        for one in (credited("x2", "x-1", 60), credited("m2", "m-1", 60)):
            asked.sent.clear()
            hear(service, one)
            looks.append(asked.sent.count("find standings"))
    assert [1, 2] == looks
    assert told(incentives) == [("KV-k-1", 0, 1), ("KV-x-1", 0, 1)]


def test_a_merged_registration_gives_up_what_it_had(incentives: Service) -> None:
    """Points too, and eligibility; on undoing it has them again."""
    hear(incentives, credited("m", "m-1", 310), merged("k-1", "m-1"))
    news = incentives.news()
    assert [("KV-k-1", 60), ("KV-m-1", 0), ("KV-m-1", 60)] == sorted(
        (event.subject, event.data["points"]) for event in news if event.type == "points.changed.v1"
    )
    award = sorted((event.subject, event.type.split(".")[1]) for event in news if event.type.startswith("award"))
    assert [
        ("KV-k-1", "became_eligible"),
        ("KV-m-1", "became_eligible"),
        ("KV-m-1", "eligibility_ended"),
    ] == award
    assert [["m"]] == [event.data["entries"] for event in news if event.data.get("stars") and event.subject == "KV-k-1"]
    hear(incentives, merged("k-1", "m-1", until="2018-04-01"))
    assert told(incentives, "points") == [("KV-k-1", 60, 0), ("KV-m-1", 0, 60)]


def test_a_day_has_the_persons_of_that_day(
    incentives: Service, registry: Registry, client: FlaskClient, settings: Settings
) -> None:
    """A merge counts from its day until the day on which it is undone; without a day, as of today."""
    hear(incentives, registry.state("k-1"), registry.state("m-1"), registry.state("x-1"))
    hear(incentives, credited("k", "k-1", 60), credited("m", "m-1", 50), credited("x", "x-1", 100))
    hear(incentives, merged("k-1", "m-1", "2018-03-01"))
    apart = {"k-1": (3_600, 0), "m-1": (3_000, 0), "x-1": (6_000, 1)}
    joined = {"k-1": (6_600, 1), "m-1": "k-1", "x-1": (6_000, 1)}
    assert apart == lines(client, settings, "?as_of=2018-02-28")
    assert joined == lines(client, settings, "?as_of=2018-03-01") == lines(client, settings)
    hear(incentives, merged("k-1", "m-1", "2018-03-01", until="2018-04-01"))
    assert joined == lines(client, settings, "?as_of=2018-03-31")
    assert apart == lines(client, settings, "?as_of=2018-04-01") == lines(client, settings)


def test_a_merged_registration_shows_who_stands_for_it(
    incentives: Service, registry: Registry, client: FlaskClient, settings: Settings
) -> None:
    """And the kept one rests on the entries of both, as a student too."""
    study = {"affiliation_ref": "a-1", "volunteer": number_of("m-1"), "organisation_ref": "o-1"}
    sealed = {"personal": registry.seal(STUDY, "m-1")}
    hear(incentives, Event("membership.changed.v1", "registry", "a-1", {**study, **sealed}, 1))
    hear(incentives, registry.state("k-1"), registry.state("m-1"), merged("k-1", "m-1"))
    hear(incentives, credited("k", "k-1", 60), credited("m", "m-1", 50))
    assert {"volunteer": "KV-m-1", "as_of": "2018-02-28", "stars": 0} == _brief(
        ask(client, settings, "/volunteers/KV-m-1?as_of=2018-02-28").json
    )
    shown = ask(client, settings, "/volunteers/KV-m-1?as_of=2018-03-01").json
    assert {"volunteer": "KV-m-1", "as_of": "2018-03-01", "merged_into": "k-1"} == shown
    kept = ask(client, settings, "/volunteers/KV-k-1?as_of=2018-03-01").json
    assert (1, ["k", "m"], 6_600) == (kept["stars"]["stars"], kept["stars"]["entries"], kept["student_minutes"])


def _brief(standing: Any) -> dict[str, Any]:
    return {"volunteer": standing["volunteer"], "as_of": standing["as_of"], "stars": standing["stars"]["stars"]}


def everything(registry: Registry) -> list[Event]:
    """Registrations merged for good, for a while and in a row, with entries of all and names, and one erased."""
    people = ("k-1", "m-1", "k-2", "m-2", "a", "b", "c")
    states = [registry.state(name, sequence) for name in people for sequence in (1, 2)]
    ties = [*merged_again("k-1", "m-1"), merged("k-2", "m-2"), merged("k-2", "m-2", until="2018-04-01")]
    chain = [merged("b", "a", "2018-03-02"), merged("c", "b")]
    places = ("440600", "440300", "440103")
    entries = [
        credited(f"{name}-{number}", name, 30 + 40 * number, f"2018-0{number + 1}-10", places[number])
        for name in people
        for number in range(3)
    ]
    names = [named(f"{source}:{name}", name) for source in ("gz", "sz") for name in ("k-1", "m-2")]
    return [*states, *names, *ties, *chain, *entries, erased("m-2")]


def expected(service: Service, events: list[Event]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is stored and known after the events in their order."""
    service.forget()
    hear(service, *events)
    service.news()
    return stored(service), by_incentives(service)


def test_any_order_ends_the_same(incentives: Service, registry: Registry) -> None:
    """Stored and told, whatever the order, the copies and the batches."""
    events = everything(registry)
    wanted = expected(incentives, events)
    assert {name: one["earned"]["stars"]["stars"] for name, one in wanted[0].items() if one["earned"]} == {
        "KV-k-1": 2,
        "KV-k-2": 1,
        "KV-m-2": 1,
        "KV-c": 3,
    }
    names = {name: one["names"] for name, one in wanted[0].items() if "names" in one}
    assert {"KV-k-1": ["gz:k-1", "sz:k-1"], "KV-m-2": []} == names

    @settings(max_examples=20, **PATIENT)
    @given(data=st.data())
    def ends_the_same(data: st.DataObject) -> None:
        incentives.forget()
        copies = data.draw(st.lists(st.sampled_from(events), max_size=6))
        rest = data.draw(st.permutations([*events, *copies]))
        while rest:
            size = data.draw(st.integers(1, 8))
            batch, rest = rest[:size], rest[size:]
            for _, some in itertools.groupby(sorted(batch, key=lambda one: one.type), lambda one: one.type):
                incentives.hear(list(some))
        incentives.news()
        assert wanted == (stored(incentives), by_incentives(incentives))

    ends_the_same()


def test_entries_and_merges_at_the_same_moment_lose_nothing(incentives: Service, registry: Registry) -> None:
    """From six threads, each twice."""
    events = everything(registry)
    wanted = expected(incentives, events)
    incentives.forget()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda one: incentives.hear([one]), [*events[::-1], *events]))
    incentives.news()
    assert wanted == (stored(incentives), by_incentives(incentives))


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_who_is_erased_keeps_the_entries_alone(incentives: Service, registry: Registry, order: tuple[int, ...]) -> None:
    """Under the number, whatever comes late."""
    events = [registry.state("m-1", 2), erased("m-1"), registry.state("m-1", 3), credited("m", "m-1", 120)]
    hear(incentives, *(events[number] for number in order))
    one = stored(incentives)["KV-m-1"]
    assert (None, None, 1) == (one["volunteer_ref"], one["home_region_code"], len(one["entries"]))
    assert told(incentives) == [("KV-m-1", 0, 1)]


def test_a_copy_of_an_entry_is_told_after_a_merge_too(incentives: Service) -> None:
    """The event has another id, and names the merged registration: it counts once."""
    entry = credited("m", "m-1", 120)
    hear(incentives, entry, merged("k-1", "m-1"), replace(entry, id="another"))
    assert told(incentives) == [("KV-k-1", 0, 1), ("KV-m-1", 0, 1), ("KV-m-1", 1, 0)]
    assert [1, 0] == [len(stored(incentives)[name]["entries"]) for name in ("KV-m-1", "KV-k-1")]
