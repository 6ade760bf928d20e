"""The figures of activity are the same whatever order the news come in, and can be asked for as of any day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.hours.api import blueprints
from services.hours.figures import usecases
from services.hours.worker import Worker
from shared.config import Settings
from shared.events.envelope import Event
from shared.messaging.rebuild import handlers
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.conftest import MakeStore

GUANGZHOU, SHENZHEN, PROVINCE = "440100", "440300", "440000"


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    """The store of hours."""
    return make_store("hours")


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """The API of hours."""
    return make_application(settings, store, blueprints).test_client()


def credited(number: str, on: str, *, opening: bool = False) -> Event:
    """A presence was credited, or an opening balance."""
    reference = f"a-{number}-{on}"
    attendance = None if opening else reference
    data = {"entry": reference, "attendance_ref": attendance, "shift_ref": attendance, "volunteer": number, "day": on}
    data |= {"minutes": 60, "region_code": GUANGZHOU}
    return Event("hours.credited.v1", "hours", reference, data)


def registered(number: str, region: str, sequence: int = 1) -> Event:
    """A volunteer's state."""
    state = "registered" if sequence == 1 else "changed"
    return Event(
        f"volunteer.{state}.v1", "registry", number, {"volunteer": number, "home_region_code": region}, sequence
    )


def moved(number: str, at: str, source: str, target: str) -> Event:
    """A transfer was accepted."""
    data = {
        "volunteer": number,
        "transfer_ref": f"t-{at}",
        "from_region_code": source,
        "to_region_code": target,
        "decided_at": at,
    }
    return Event("volunteer.transferred.v1", "registry", f"t-{at}", data, 1)


def merged(kept: str, merged: str, at: str, undone: str | None = None, sequence: int = 0) -> Event:
    """Two registrations were merged, or are two again; the first and the second that is told of it."""
    data = {"merge_ref": "m-1", "kept": kept, "merged": merged, "merged_at": at}
    ended = {"undone_at": undone} if undone else {}
    step, usual = ("separated", 2) if undone else ("merged", 1)
    return Event(f"volunteer.{step}.v1", "registry", "m-1", {**data, **ended}, sequence or usual)


def hear(store: Store, *events: Event) -> None:
    """Let hours hear events, one by one."""
    for event in events:
        store.transact(lambda transaction: usecases.hear(transaction, [event]))  # noqa: B023


def figures(store: Store, on: str) -> dict[str, Any]:
    """The figures as of a day, without what nobody is in."""
    found = usecases.figures_as_of(store, dt.date.fromisoformat(on))
    stays = {place: share for place, share in found["stickiness_90"].items() if share is not None}
    return {"active_30": found["active_30"], "active_90": found["active_90"], "stickiness_90": stays}


def ask(client: FlaskClient, settings: Settings, path: str, scope: str = "hours:figures") -> Any:
    """The answer to a request."""
    bearer = {"Authorization": f"Bearer {make_token(settings, 'tester', [scope])}"}
    return client.get(f"/v1{path}", headers=bearer)


NEWS = [
    registered("KV1", "440106"),
    registered("KV2", "440300"),
    registered("KV3", "440100"),
    registered("KV1", "440305", 4),
    credited("KV1", "2018-03-01"),
    credited("KV1", "2018-08-10"),
    credited("KV2", "2018-08-20"),
    credited("KV2", "2018-12-05"),
    credited("KV3", "2018-12-20"),
    credited("KV3", "2018-11-01", opening=True),
    moved("KV1", "2018-06-15T02:00:00Z", "440106", "440305"),
    merged("KV1", "KV3", "2018-12-25T01:00:00Z"),
]
AFTER_ALL = [
    merged("KV1", "KV3", "2018-12-25T01:00:00Z", "2018-12-25T01:00:00Z"),
    merged("KV1", "KV3", "2018-12-25T01:00:00Z", sequence=3),
]
"""The merge was taken back, and holds after all."""


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_order_and_the_copies_of_news_do_not_matter(store: Store, data: st.DataObject) -> None:
    """What a merged one served counts for the kept one from the merge on, be that told, taken back and told again."""
    for name in ("figure_people", "figure_days", "figure_shifts", "figure_organisations"):
        store.database[name].delete_many({})
    news = [*NEWS, *AFTER_ALL]
    copies = data.draw(st.lists(st.sampled_from(news), max_size=3))
    hear(store, *data.draw(st.permutations([*news, *copies])))

    assert {
        "active_30": {GUANGZHOU: 1, SHENZHEN: 1},
        "active_90": {GUANGZHOU: 1, SHENZHEN: 1},
        "stickiness_90": {SHENZHEN: "0.5000", PROVINCE: "0.5000"},
    } == figures(store, "2018-12-24")
    assert {
        "active_30": {SHENZHEN: 2},
        "active_90": {SHENZHEN: 2},
        "stickiness_90": {SHENZHEN: "1.0000", PROVINCE: "1.0000"},
    } == figures(store, "2018-12-25")
    assert {"active_30": {GUANGZHOU: 1}, "active_90": {GUANGZHOU: 1}, "stickiness_90": {}} == figures(
        store, "2018-03-20"
    )


def test_an_undone_merge_gives_both_their_own_again(store: Store) -> None:
    """From the day on which it was undone; in between the kept one had both."""
    hear(store, *NEWS, merged("KV1", "KV3", "2018-12-25T01:00:00Z", "2018-12-27T01:00:00Z"))

    assert [{SHENZHEN: 2}, {GUANGZHOU: 1, SHENZHEN: 1}] == [
        figures(store, on)["active_30"] for on in ("2018-12-26", "2018-12-27")
    ]


def test_what_is_heard_of_the_merged_one_later_counts_for_the_kept_one(store: Store) -> None:
    """An older presence of the merged registration may be credited after the merge."""
    hear(store, *NEWS)
    assert {} == figures(store, "2019-01-20")["active_30"]

    hear(store, credited("KV3", "2018-12-29"))
    assert {SHENZHEN: 1} == figures(store, "2019-01-20")["active_30"]


def test_the_same_news_make_the_same_documents(store: Store) -> None:
    """So that a rebuild finds nothing to put right."""
    kept = []
    for news in (NEWS, NEWS[::-1]):
        for name in ("figure_people", "figure_days", "figure_shifts", "figure_organisations"):
            store.database[name].delete_many({})
        hear(store, *news)
        kept.append(
            [
                {one["_id"]: data.view(one) for one in store.database[data.collection].find() if data.view(one)}
                for data in usecases.read_data()
            ]
        )
    assert kept[0] == kept[1]


def test_who_is_erased_is_counted_until_then(store: Store) -> None:
    """With the day of the erasure the person is no volunteer any more."""
    today = dt.datetime(2018, 12, 10, 9, tzinfo=dt.UTC)
    gone = Event("volunteer.erased.v1", "registry", "KV2", {"volunteer": "KV2"}, time=today.isoformat())
    hear(store, *NEWS, gone)

    assert [{SHENZHEN: 1}, {}] == [figures(store, on)["active_30"] for on in ("2018-12-09", "2018-12-10")]


@pytest.mark.parametrize("gone", ["KV1", "KV3"])
def test_who_was_once_one_with_somebody_erased_counts_as_before(store: Store, gone: str) -> None:
    """What the merged one served counted for the kept one, and does so still on those days."""
    hear(store, *NEWS, merged("KV1", "KV3", "2018-12-25T01:00:00Z", "2018-12-27T01:00:00Z"))
    days = [f"2018-12-{number}" for number in range(20, 30)]
    before = {day: figures(store, day) for day in days}
    hear(store, Event("volunteer.erased.v1", "registry", gone, {"volunteer": gone}, time="2019-01-02T09:00:00Z"), *NEWS)

    assert before == {day: figures(store, day) for day in days}


def test_figures_are_asked_for_over_http(store: Store, client: FlaskClient, settings: Settings) -> None:
    """As of a day, and by day; all cities are named where a share may be missing."""
    hear(store, *NEWS)
    found = ask(client, settings, "/figures?as_of=2018-12-24").json

    assert ("2018-12-24", {GUANGZHOU: 1, SHENZHEN: 1}) == (found["as_of"], found["active_30"])
    stays = found["stickiness_90"]
    assert (22, None, "0.5000") == (len(stays), stays[GUANGZHOU], stays[SHENZHEN])
    history = ask(client, settings, f"/figures/active_30/history?place={SHENZHEN}&from=2018-12-01&to=2018-12-31").json
    assert {
        "figure": "active_30",
        "place": SHENZHEN,
        "days": [
            {"day": "2018-12-01", "count": 0},
            {"day": "2018-12-05", "count": 1},
            {"day": "2018-12-25", "count": 2},
        ],
    } == history


@pytest.mark.parametrize(
    ("path", "scope", "status"),
    [
        ("/figures", "hours:read", 403),
        ("/figures?as_of=yesterday", "hours:figures", 422),
        ("/figures/active_30/history", "hours:figures", 422),
        ("/figures/active_30/history?from=2018-02-01&to=2018-01-01", "hours:figures", 422),
        ("/figures/active_30/history?from=2018-02-01&place=440106", "hours:figures", 422),
        ("/figures/active_31/history?from=2018-02-01", "hours:figures", 404),
    ],
)
def test_what_makes_no_sense_is_said(
    client: FlaskClient, settings: Settings, path: str, scope: str, status: int
) -> None:
    """A place of a history is a city or the province: fewer people would be somebody."""
    assert status == ask(client, settings, path, scope).status_code


def test_the_worker_hears_all_that_counts(store: Store) -> None:
    """A type that figures know of, but that nobody hands to them, would be missed."""
    assert set(usecases.HEARD) <= set(handlers(Worker, store))
