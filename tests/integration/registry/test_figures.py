"""The registry's figures on a real store: the same whatever order rows and events come in, as of any day."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.registry.figures import answers, usecases
from services.registry.worker import Worker
from shared import clock
from shared.events.catalogue import heard_by
from shared.events.envelope import Event
from shared.messaging.rebuild import handlers
from shared.messaging.subscription import Delivery
from shared.store.transaction import Store
from tests.integration.conftest import LayOut
from tests.integration.registry.bringing import site
from tests.integration.registry.calling import Caller
from tests.integration.registry.people import events, organisation, volunteer

D = "2018-12-31"
DAY = "2018-12-{:02}T09:00:00+08:00"
GUANGZHOU, SHENZHEN, PROVINCE = "440100", "440300", "440000"
OWN = {one.type for one in heard_by("registry") if one.source == "registry"}
ERASE = ("registry:erase", "registry:read", "registry:write")


def body(reference: str, kind: str, region: str, parent: str = "", **facts: str) -> dict[str, Any]:
    """A row of organisations.csv."""
    return {**organisation(reference, region), "kind": kind, "parent_ref": parent, **facts}


def person(number: int, home: str, since: str = "2015-05-01", **facts: str) -> dict[str, Any]:
    """A row of volunteers.csv."""
    return {**volunteer(f"v-{number}", number, home), "registered_on": since, **facts}


def belongs(reference: str, who: int, where: str, since: str, **facts: str) -> dict[str, Any]:
    """A row of affiliations.csv."""
    named = {"affiliation_ref": reference, "volunteer_ref": f"v-{who}", "organisation_ref": where}
    return {**named, "kind": "league_member", "stage": "", "from": since, "to": "", **facts}


def population(reference: str, kind: str, place: str, count: int, as_of: str) -> dict[str, Any]:
    """A row of populations.csv, of a region or of an organisation in Guangzhou."""
    region, where = (place, "") if place.isdecimal() else (GUANGZHOU, place)
    named = {"population_ref": reference, "kind": kind, "region_code": region, "organisation_ref": where}
    return {**named, "count": str(count), "as_of": as_of}


ROWS = [
    ("organisations", body("f-province", "federation", PROVINCE)),
    ("organisations", body("f-gz", "federation", GUANGZHOU, "f-province")),
    ("organisations", body("f-sz", "federation", SHENZHEN, "f-province")),
    ("organisations", body("league", "league_branch", GUANGZHOU, "f-gz")),
    ("organisations", body("branch", "league_branch", "440106", "league")),
    ("organisations", body("corps", "school_corps", "440305", "f-sz", founded_on="2018-06-01")),
    ("volunteers", person(1, "440106")),
    ("volunteers", person(2, GUANGZHOU)),
    ("volunteers", person(3, PROVINCE)),
    ("volunteers", person(4, SHENZHEN, "2018-12-20")),
    ("volunteers", person(5, SHENZHEN, identity_status="unverified")),
    ("merges", _merge := {"merge_ref": "m-1", "kept_ref": "v-1", "merged_ref": "v-2"}),
    ("transfers", _transfer := {"transfer_ref": "t-1", "volunteer_ref": "v-4", "to_region_code": GUANGZHOU}),
    ("terms", {"term_ref": "e-1", "organisation_ref": "f-gz", "volunteer_ref": "v-1", "office": "chair"}),
    ("terms", {"term_ref": "e-2", "organisation_ref": "f-sz", "volunteer_ref": "v-1", "office": "chair"}),
    ("affiliations", belongs("a-1", 1, "branch", "2016-01-01", to="2018-06-30")),
    ("affiliations", belongs("a-2", 2, "league", "2016-01-01")),
    ("affiliations", belongs("a-3", 3, "branch", "2017-07-01")),
    ("affiliations", belongs("a-5", 5, "branch", "2017-07-01")),
    ("affiliations", belongs("a-6", 3, "branch", "2017-07-01", kind="party_member")),
    ("stations", {"station_ref": "s-1", "organisation_ref": "f-gz", "kind": "home", "opened_on": "2017-03-01"}),
    ("populations", population("p-1", "volunteers", GUANGZHOU, 8, "2017-12-31")),
    ("populations", population("p-2", "volunteers", GUANGZHOU, 9, "2019-12-31")),
    ("populations", population("p-3", "volunteers", SHENZHEN, 2, "2017-12-31")),
    ("populations", population("p-4", "organisations", SHENZHEN, 4, "2017-12-31")),
    ("populations", population("p-5", "middle_schools", SHENZHEN, 3, "2017-12-31")),
    ("populations", population("p-6", "league_members", "league", 10, "2017-12-31")),
    ("populations", population("p-7", "league_members", "branch", 3, "2018-06-30")),
]
_merge |= {"merged_at": "2018-12-01T09:00:00+08:00", "undone_at": ""}
_transfer |= {"requested_at": "2018-12-21T09:00:00+08:00", "decided_at": "2018-12-25T09:00:00+08:00"}
_transfer |= {"decision": "accepted", "reason": ""}
ROWS[13][1].update({"elected_on": "2017-01-01", "ends_on": "2020-12-31"})
ROWS[14][1].update({"elected_on": "2015-01-01", "ends_on": "2017-12-31"})
ROWS[20][1].update({"name": "驿站", "closed_on": ""})

FOUND = {
    "stations_open": {GUANGZHOU: 1},
    "coverage": {
        "volunteers": {PROVINCE: [4, 10, "0.4000"], GUANGZHOU: [2, 8, "0.2500"], SHENZHEN: [1, 2, "0.5000"]},
        "organisations": {PROVINCE: [6, 4, "1.5000"], SHENZHEN: [2, 4, "0.5000"]},
    },
    "members": {
        "league_members": {"league": [2, 10, "0.2000"], "branch": [1, 3, "0.3333"], PROVINCE: [2, 13, "0.1538"]},
        "party_members": {},
    },
    "schools": {"school_association": {}, "school_corps": {SHENZHEN: [1, 3, "0.3333"]}},
}
"""As of the last day of 2018: v-2 is merged into v-1, who belongs to the league by it; v-4 has moved to Guangzhou."""


def project(region: str, first_day: str, reference: str = "p") -> Event:
    """A project was published."""
    days = {"first_day": first_day, "last_day": "2018-12-31"}
    facts = {"programme": "community", "name": "项目", "target_group": "elderly", "risk": "none"}
    data = {"project_ref": reference, "organisation_ref": "o", "region_code": region, **days, **facts}
    return Event("project.published.v1", "projects", reference, data)


def test_projects_count_from_their_first_day(store: Store, caller: Caller) -> None:
    """Over what is known to be there, each once; a kind of which nothing is told while there are none."""
    bring(caller, [("populations", population("p-9", "projects", GUANGZHOU, 4, "2017-12-31"))])
    assert "projects" not in figures(store)["coverage"]
    told = [project("440106", "2018-03-01"), project(SHENZHEN, "2018-03-02", "p-2")]
    for some in (told, told[:1]):
        store.transact(lambda transaction: Worker().count_projects(transaction, some))  # noqa: B023
    found = [figures(store, day)["coverage"].get("projects") for day in ("2018-02-28", "2018-03-01", "2018-12-31")]
    here = {GUANGZHOU: [1, 4, "0.2500"]}
    assert [None, {**here, PROVINCE: [1, 4, "0.2500"]}, {**here, PROVINCE: [2, 4, "0.5000"]}] == found


def bring(caller: Caller, rows: list[tuple[str, Any]]) -> None:
    """Rows arrive one by one."""
    for kind, row in rows:
        answer = caller.send("POST", f"/{kind}", row)
        assert answer.status_code == 202, answer.text


class Ear:
    """The registry hears what it told, each event by its own handler, and in an order of the test's."""

    def __init__(self, store: Store, seed: int = 0) -> None:
        self.store, self.handlers, self.order = store, handlers(Worker, store), random.Random(seed)
        self.heard: set[str] = set()

    def hear(self) -> None:
        """Until nothing new is told."""
        while news := [one for one in events(self.store) if one.type in OWN and one.id not in self.heard]:
            self.order.shuffle(news)
            for event in news:
                self.hear_one(event)

    def hear_one(self, event: Event) -> None:
        """Hear an event, be it again."""
        self.heard.add(event.id)
        self.handlers[event.type]([Delivery(None, 1, event.headers(), event.body())])


@pytest.fixture
def world(store: Store, caller: Caller, lay_out: LayOut) -> Store:
    """All rows, brought and heard."""

    def everything() -> None:
        site(store, "s-1", "440103")
        bring(caller, ROWS)
        Ear(store).hear()

    return lay_out(store, everything)


@pytest.fixture
def full(world: Store, caller: Caller) -> Caller:
    """The API of that."""
    return caller


def figures(store: Store, day: str = D) -> dict[str, Any]:
    """The figures as of a day, without the federations."""
    found = answers.as_of(store, dt.date.fromisoformat(day))
    return {name: value for name, value in found.items() if name not in {"as_of", "federations"}}


def league(store: Store, day: str = D) -> dict[str, int]:
    """How many league members are registered, by organisation and in all."""
    return {where: one[0] for where, one in figures(store, day)["members"]["league_members"].items()}


def wipe(store: Store) -> None:
    """Forget everything."""
    for name in set(store.database.list_collection_names()) - {"migrations"}:
        store.database[name].delete_many({})


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.permutations(ROWS), seed=st.integers(0, 1_000))
def test_any_order_of_rows_and_events_gives_the_same_figures(
    store: Store, caller: Caller, order: list[tuple[str, Any]], seed: int
) -> None:
    """Copies change nothing either; the population of members may come last of all."""
    wipe(store)
    site(store, "s-1", "440103")
    ear = Ear(store, seed)
    half = len(order) // 2
    for part in (order[:half], order[half:]):
        bring(caller, part)
        ear.hear()
    for event in ear.order.sample(sorted(events(store), key=lambda one: one.id), 5):
        if event.type in OWN:
            ear.hear_one(event)

    assert FOUND == figures(store)
    federations = answers.as_of(store, dt.date.fromisoformat(D))["federations"]
    assert ("in_term", "out_of_term", "none", 21) == (
        *(federations[city] for city in (GUANGZHOU, SHENZHEN, "440600")),
        len(federations),
    )


def test_earlier_days_are_told_as_they_were(store: Store, full: Caller) -> None:
    """Before the merge, the transfer, the corps and the second population."""
    assert [{GUANGZHOU: [2, 8, "0.2500"], SHENZHEN: [1, 2, "0.5000"], PROVINCE: [4, 10, "0.4000"]}] == [
        figures(store, "2018-03-01")["coverage"]["volunteers"]
    ]
    assert {"league": 3, PROVINCE: 3} == league(store, "2018-03-01")
    assert {} == figures(store, "2016-03-01")["stations_open"]
    assert {SHENZHEN: [0, 3, "0.0000"]} == figures(store, "2018-03-01")["schools"]["school_corps"]


def test_a_countys_population_counts_for_the_province_alone(store: Store, full: Caller) -> None:
    """Shares are shown of cities and the province."""
    bring(full, [("populations", population("p-8", "volunteers", "440106", 90, "2018-01-01"))])
    before = FOUND["coverage"]["volunteers"]
    assert {**before, PROVINCE: [4, 100, "0.0400"]} == figures(store)["coverage"]["volunteers"]


def test_a_branch_moves_with_its_members(store: Store, full: Caller) -> None:
    """They count above its new place, and no longer above the old one; no event tells of those below."""
    full.send("PUT", "/organisations/branch/parent", {"parent_ref": "f-gz"})
    Ear(store).hear()

    assert {"league": 1, "branch": 1, PROVINCE: 2} == league(store)


def test_members_of_what_is_dissolved_pass_to_the_successor(store: Store, full: Caller) -> None:
    """From the day of the dissolution on, be it only said later who succeeds; its station is closed from then on."""
    full.send("PUT", "/organisations/league/dissolution", {"dissolved_on": "2018-12-10"})
    facts = {"name": "团委", "field": None, "successor_ref": "corps"}
    full.send("PUT", "/organisations/league/facts", facts)
    full.send("PUT", "/organisations/f-gz/dissolution", {"dissolved_on": "2018-12-15"})
    Ear(store).hear()

    assert {"league": 1, "branch": 1, PROVINCE: 1} == league(store)
    assert {"league": 2, "branch": 1, PROVINCE: 2} == league(store, "2018-12-09")
    assert [{GUANGZHOU: 1}, {}] == [figures(store, day)["stations_open"] for day in ("2018-12-14", "2018-12-15")]


PASSING = [
    ("organisations", body("above", "service_team", GUANGZHOU)),
    ("organisations", body("top", "service_team", GUANGZHOU)),
    ("organisations", body("old", "service_team", GUANGZHOU, dissolved_on="2018-03-01", successor_ref="new")),
    ("organisations", body("new", "service_team", "440106", "above", dissolved_on="2018-09-01", successor_ref="last")),
    ("organisations", body("last", "service_team", "440106", "top")),
    ("volunteers", person(1, "440106")),
    ("affiliations", belongs("a-1", 1, "old", "2017-07-01")),
    *(
        ("populations", population(f"p-{one}", "league_members", one, 10, "2017-12-31"))
        for one in ("above", "new", "last", "top")
    ),
]
PASSED = {"2018-06-01": {"above": 1, "new": 1, "last": 0, "top": 0}, D: {"above": 0, "new": 0, "last": 1, "top": 1}}


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.permutations(PASSING), seed=st.integers(0, 1_000))
def test_members_pass_to_successors_in_any_order(
    store: Store, caller: Caller, order: list[tuple[str, Any]], seed: int
) -> None:
    """By way of a successor that has one itself, and to all above either; each row is heard before the next comes."""
    wipe(store)
    ear = Ear(store, seed)
    for one in order:
        bring(caller, [one])
        ear.hear()
    for day, counted in PASSED.items():
        assert {**counted, PROVINCE: 1} == league(store, day)


@pytest.mark.parametrize("order", list(itertools.permutations(("parent", "old", "new"))))
def test_members_pass_to_successors_whatever_is_said_last(store: Store, caller: Caller, order: tuple[str, ...]) -> None:
    """Where the successor stands, that it succeeds, or that another one succeeds it."""
    later = {"dissolved_on": "", "successor_ref": ""}
    bring(caller, [(kind, {**row, **(later if "successor_ref" in row else {})}) for kind, row in PASSING])
    caller.send("PUT", "/organisations/new/parent", {"parent_ref": None})
    ear = Ear(store)
    ear.hear()
    for step in order:
        if step == "parent":
            caller.send("PUT", "/organisations/new/parent", {"parent_ref": "above"})
        else:
            day, successor = ("2018-03-01", "new") if step == "old" else ("2018-09-01", "last")
            facts = {"name": step, "field": None, "successor_ref": successor}
            caller.send("PUT", f"/organisations/{step}/facts", facts)
            caller.send("PUT", f"/organisations/{step}/dissolution", {"dissolved_on": day})
        ear.hear()
    for day, counted in PASSED.items():
        assert {**counted, PROVINCE: 1} == league(store, day)


def test_many_members_are_counted_a_part_at_a_time(store: Store, full: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part leaves the rest to a further event."""
    monkeypatch.setattr(usecases, "AT_ONCE", 1)
    told = len([one for one in events(store) if one.type == "members.unsettled.v1"])
    full.send("PUT", "/organisations/branch/parent", {"parent_ref": "f-gz"})
    Ear(store).hear()

    assert {"league": 1, "branch": 1, PROVINCE: 2} == league(store)
    assert len([one for one in events(store) if one.type == "members.unsettled.v1"]) - told > 4


def test_who_is_no_longer_verified_is_no_member(store: Store, full: Caller) -> None:
    """Of the kept registration; the volunteer is registered all the same."""
    full.send("PUT", "/volunteers/v-1/verification", {"status": "unverified"})
    Ear(store).hear()

    assert {"league": 1, "branch": 1, PROVINCE: 1} == league(store)
    assert FOUND["coverage"] == figures(store)["coverage"]


def test_who_is_erased_counts_until_then(store: Store, full: Caller) -> None:
    """Earlier figures stay; nothing that figures are kept in names the person any more, and copies change nothing."""
    assert 200 == full.send("POST", "/volunteers/v-3/erasure", {}, scopes=ERASE).status_code
    ear = Ear(store)
    ear.hear()
    ear.heard.clear()
    ear.hear()
    today = dt.datetime.now(dt.UTC).astimezone(dt.timezone(dt.timedelta(hours=8))).date()

    assert FOUND == figures(store)
    assert {"league": 1, "branch": 0, PROVINCE: 1} == league(store, today.isoformat())
    left = [one["_id"].partition(":")[0] for one in store.database["figure_subjects"].find() if one["counted"]]
    assert {"organisation": 6, "station": 1, "volunteer": 4, "member": 2} == Counter(left)


@pytest.mark.parametrize("gone", ["v-1", "v-2", "v-6"])
def test_who_was_once_one_with_somebody_erased_counts_as_before(store: Store, full: Caller, gone: str) -> None:
    """On every day of the past, and after everybody is counted anew: be it kept or merged."""
    bring(full, [("volunteers", person(6, "440106")), ("affiliations", belongs("a-9", 6, "branch", "2016-01-01"))])
    again = {"merge_ref": "m-2", "kept_ref": "v-6", "merged_ref": "v-1"}
    bring(full, [("merges", {**again, "merged_at": DAY.format(21), "undone_at": DAY.format(24)})])
    full.send("PUT", "/merges/m-1/undoing", {"undone_at": DAY.format(20)})
    ear = Ear(store)
    ear.hear()
    days = [f"2018-{month:02}-{number:02}" for month in (6, 11, 12) for number in (1, 9, 20, 22, 26)]
    before = {day: figures(store, day) for day in days}

    assert 200 == full.send("POST", f"/volunteers/{gone}/erasure", {}, scopes=ERASE).status_code
    ear.heard.clear()
    ear.hear()
    assert before == {day: figures(store, day) for day in days}


def test_a_merge_that_was_refused_stays_so_after_an_erasure(store: Store, full: Caller) -> None:
    """It was refused beside that with the erased person, who alone counts no longer."""
    bring(full, [("volunteers", person(6, "440106"))])
    bring(full, [("merges", {**_merge, "merge_ref": "m-2", "kept_ref": "v-6", "merged_at": DAY.format(5)})])
    full.send("PUT", "/merges/m-1/undoing", {"undone_at": DAY.format(20)})
    ear = Ear(store)
    ear.hear()
    days = [DAY.format(number)[:10] for number in (1, 9, 22)]
    before = {day: figures(store, day) for day in days}
    today = clock.today().isoformat()
    registered = figures(store, today)["coverage"]["volunteers"][PROVINCE][0]

    full.send("POST", "/volunteers/v-1/erasure", {}, scopes=ERASE)
    ear.heard.clear()
    ear.hear()
    assert "refused:already_merged" == full.send("GET", "/merges/m-2").json["outcome"]
    assert before == {day: figures(store, day) for day in days}
    assert registered - 1 == figures(store, today)["coverage"]["volunteers"][PROVINCE][0]


def test_nobody_can_read_who_is_a_member(store: Store, full: Caller) -> None:
    """What is kept of a member names neither the person's number nor any reference of the person."""
    numbers = [one["number"] for one in store.database["volunteers"].find()]
    kept = [one for one in store.database["figure_subjects"].find() if "members" in str(one["counted"])]

    assert kept
    assert not [one for one in kept for word in (*numbers, "v-1", "v-2", "v-3") if word in str(one)]


def test_figures_are_asked_for_over_http(full: Caller) -> None:
    """As of a day, and each by day; members have a history for the province alone."""
    found = full.send("GET", f"/figures?as_of={D}", scopes=["registry:figures"]).json
    assert (D, FOUND["coverage"], FOUND["members"]) == (found["as_of"], found["coverage"], found["members"])

    def history(figure: str, question: str = "") -> Any:
        path = f"/figures/{figure}/history?from=2018-01-01&to={D}{question}"
        return full.send("GET", path, scopes=["registry:figures"])

    days = [(one["day"], one["count"]) for one in history("volunteers", f"&place={GUANGZHOU}").json["days"]]
    assert [("2018-01-01", 2), ("2018-12-01", 1), ("2018-12-25", 2)] == days
    days = [(one["day"], one["count"]) for one in history("league_members").json["days"]]
    assert [("2018-01-01", 3), ("2018-07-01", 2)] == days
    refused = history("league_members", f"&place={GUANGZHOU}")
    assert (422, "place") == (refused.status_code, refused.json["errors"][0]["field"])
    assert 403 == full.send("GET", "/figures", scopes=["registry:read"]).status_code
    assert 422 == history("volunteers", "&place=league").status_code
