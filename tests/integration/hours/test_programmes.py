"""The figures of programmes are the same whatever order the news come in, by person, and as of any day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.hours.figures import usecases
from shared.events.envelope import Event
from shared.store.transaction import Store
from tests.integration.registrations import Registry, erased, merged, number_of

GUANGZHOU, SHENZHEN, PROVINCE = "440100", "440300", "440000"
KEPT = ("figure_people", "figure_days", "figure_shifts", "figure_organisations", "figure_projects")
PERSONS = ("v-1", "v-2", "v-3")


def project(reference: str, programme: str, group: str = "residents") -> Event:
    """A project is known."""
    data = {"project_ref": reference, "programme": programme, "target_group": group}
    return Event("project.published.v1", "projects", reference, data)


def shift(reference: str, project_ref: str | None, organisation: str = "team-1") -> Event:
    """A shift is known; one of a visit has no project."""
    data = {"shift_ref": reference, "project_ref": project_ref, "organisation_ref": organisation}
    if project_ref is None:
        return Event("pairing.visited.v1", "projects", reference, {"shift_ref": reference})
    return Event("shift.scheduled.v1", "projects", reference, data)


def credited(person: str, shift_ref: str, on: str, minutes: int = 60, region: str = "440106") -> Event:
    """A presence is credited."""
    entry = f"a-{person}-{shift_ref}-{on}"
    data = {"entry": entry, "attendance_ref": entry, "shift_ref": shift_ref, "volunteer": number_of(person)}
    data |= {"day": on, "minutes": minutes, "region_code": region}
    return Event("hours.credited.v1", "hours", entry, data)


NEWS = [
    project("project-1", "hk_macao"),
    project("project-2", "sunshine", "disabled"),
    shift("shift-1", "project-1"),
    shift("shift-2", "project-2", "team-2"),
    shift("shift-3", "project-2"),
    shift("visit:1", None),
    shift("shift-4", ""),
    credited("v-1", "shift-1", "2018-07-01"),
    credited("v-2", "shift-1", "2018-07-02", 30),
    credited("v-1", "shift-2", "2018-03-01", 100),
    credited("v-3", "shift-2", "2018-04-01", 10, "440305"),
    credited("v-1", "shift-3", "2018-05-01", 1),
    credited("v-1", "visit:1", "2018-05-02"),
    credited("v-2", "shift-4", "2018-05-03"),
    merged("v-1", "v-3", "2018-09-01"),
]


def states(registry: Registry) -> list[Event]:
    """Who has which papers."""
    papers = {"v-1": "hk_macao", "v-2": "resident", "v-3": "other"}
    return [registry.state(one, 1, document=papers[one]) for one in PERSONS]


@pytest.fixture
def store(make_store: Any) -> Store:
    """The store of hours."""
    made: Store = make_store("hours")
    return made


def hear(store: Store, events: Iterable[Event]) -> None:
    """Let hours hear events, one by one."""
    for event in events:
        heard = usecases.hear_projects if event.type == "project.published.v1" else usecases.hear
        store.transact(lambda transaction: heard(transaction, [event]))  # noqa: B023


def figures(store: Store, on: str) -> tuple[dict[str, Any], int]:
    """Programmes and joint shifts as of a day."""
    found = usecases.figures_as_of(store, dt.date.fromisoformat(on))
    return found["programmes"], found["joint_shifts"]


def programme(minutes: int, volunteers: int, organisations: int, group: str) -> dict[str, Any]:
    """What a programme of one group shows."""
    counts = {"minutes": minutes, "volunteers": volunteers, "organisations": organisations}
    return {**counts, "by_target_group": {group: minutes}}


SUNSHINE, JOINT = programme(111, 2, 2, "disabled"), programme(90, 2, 1, "residents")
ONE_PERSON = programme(111, 1, 2, "disabled")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_order_and_the_copies_of_news_do_not_matter(store: Store, registry: Registry, data: st.DataObject) -> None:
    """Projects, shifts, papers and merges may be known late; visits and shifts without a project stay out."""
    for name in KEPT:
        store.database[name].delete_many({})
    news = [*NEWS, *states(registry)]
    copies = data.draw(st.lists(st.sampled_from(news), max_size=3))
    hear(store, data.draw(st.permutations([*news, *copies])))

    assert ({"sunshine": programme(100, 1, 1, "disabled")}, 0) == figures(store, "2018-03-31")
    assert ({"sunshine": SUNSHINE, "hk_macao": programme(60, 1, 1, "residents")}, 0) == figures(store, "2018-07-01")
    assert ({"sunshine": SUNSHINE, "hk_macao": JOINT}, 1) == figures(store, "2018-08-31")
    assert ({"sunshine": ONE_PERSON, "hk_macao": JOINT}, 1) == figures(store, "2018-09-01")


def test_a_history_is_by_city_and_person(store: Store, registry: Registry) -> None:
    """Who served in two cities is one person of the province; a merge that is undone makes two again."""
    undone = merged("v-1", "v-3", "2018-09-01", "2018-10-01")
    elsewhere = credited("v-1", "shift-2", "2018-06-01", 10, "440305")
    hear(store, [*NEWS, *states(registry), undone, elsewhere])

    def by_day(figure: str, place: str) -> list[tuple[str, int]]:
        first, last = dt.date(2018, 1, 1), dt.date(2018, 12, 31)
        return [(f"{day:%m-%d}", count) for day, count in usecases.history(store, figure, place, first, last)]

    people = [("01-01", 0), ("03-01", 1), ("04-01", 2), ("09-01", 1), ("10-01", 2)]
    assert people == by_day("sunshine_volunteers", PROVINCE)
    assert [("01-01", 0), ("03-01", 1)] == by_day("sunshine_volunteers", GUANGZHOU)
    assert [("01-01", 0), ("04-01", 10), ("06-01", 20)] == by_day("sunshine_minutes", SHENZHEN)
    assert [("01-01", 0), ("07-02", 1)] == by_day("joint_shifts", PROVINCE)


def test_an_erasure_takes_papers_and_changes_no_figure(store: Store, registry: Registry) -> None:
    """What was served stays, under the number; whose papers somebody had is gone, and no late state says it."""
    hear(store, [*NEWS, *states(registry)])
    before = figures(store, "2018-12-31")
    hear(store, [erased("v-1"), *states(registry), *NEWS])
    person = store.database["figure_people"].find_one({"_id": number_of("v-1")})

    assert before == figures(store, "2018-12-31")
    assert person is not None
    assert person["papers"] is None


def test_nobody_reads_whose_papers_are_whose(store: Store, registry: Registry) -> None:
    """Of a joint shift the two kinds are kept by nobody's name; of persons the text as it came."""
    hear(store, [*NEWS, *states(registry)])
    shifts = store.database["figure_shifts"].find_one({"_id": "shift-1"})
    assert shifts is not None
    assert {"hk_macao": "2018-07-01", "resident": "2018-07-02"} == shifts["papers"]
    assert "hk_macao" not in repr(list(store.database["figure_people"].find({}, {"papers": 1})))
    others = store.database["figure_shifts"].find({"_id": {"$in": ["shift-2", "shift-3", "shift-4"]}})
    assert [{}, {}, {}] == [one["papers"] for one in others]
