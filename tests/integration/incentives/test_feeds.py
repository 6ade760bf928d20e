"""The partner feed on a real store: nothing is skipped, and a page is the same whenever it is asked for again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.incentives.api import blueprints
from services.incentives.feeds.api import RECOGNITION
from shared.config import Settings
from shared.feeds import polling
from shared.feeds.feed import Cursor, write_cursor
from shared.messaging.publisher import Publisher
from shared.messaging.relay import Relay
from shared.store import outbox
from shared.store.transaction import Store, Transaction
from shared.web.application import make_application
from shared.web.auth import make_token


@pytest.fixture
def relay(store: Store, broker_uri: str) -> Iterator[Relay]:
    """The relay, which gives the events their positions."""
    publisher = Publisher(broker_uri, "incentives")
    yield Relay(store, publisher)
    publisher.drop()


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """A client with the feed's scope."""
    made = make_application(settings, store, blueprints).test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {make_token(settings, 'partner', ['incentives:feed'])}"
    return made


def earn(store: Store, count: int) -> None:
    """Publish `count` events in one commit."""

    def work(transaction: Transaction) -> None:
        for number in range(count):
            data = {
                "volunteer": "KV1",
                "stars": number % 6,
                "before": 0,
                "minutes": 60,
                "entries": ["e"],
                "policy": {"name": "stars/national", "version": 1},
            }
            transaction.publish("stars.changed.v1", "KV1", data, sequence=number)

    store.transact(work)


def read(client: FlaskClient, after: str = "", **query: Any) -> Any:
    """One page."""
    answer = client.get("/v1/feeds/recognition", query_string={"after": after, **query})
    assert answer.status_code == 200, answer.text
    return answer


def test_a_reader_sees_every_event_once_and_in_order(store: Store, relay: Relay, client: FlaskClient) -> None:
    """In pages of any size, over commits of any size, from the beginning to the end and on."""
    for count in (1, 7, 3, 12):
        earn(store, count)
        relay.round()
    commits = store.database["outbox"].find().sort("last")
    expected = [event.id for commit in commits for event in outbox.events_of(commit)]
    for limit in (1, 4, 100):
        seen, cursor = [], ""
        while events := (answer := read(client, cursor, limit=limit)).json:
            assert len(events) <= limit
            seen += [one["id"] for one in events]
            cursor = answer.headers["Kapok-Cursor"]
        assert expected == seen
        assert cursor == answer.headers["Kapok-Cursor"]


def test_pages_are_cloudevents(store: Store, relay: Relay, client: FlaskClient) -> None:
    """A batch in structured mode, by the volunteer's number only; the next page is linked."""
    earn(store, 1)
    relay.round()
    answer = read(client)
    assert "application/cloudevents-batch+json" == answer.content_type
    (event,) = answer.json
    assert ("1.0", "stars.changed.v1", "incentives", "KV1") == tuple(
        event[name] for name in ("specversion", "type", "source", "subject")
    )
    cursor = answer.headers["Kapok-Cursor"]
    assert f'</v1/feeds/recognition?after={cursor}&limit=100>; rel="next"' == answer.headers["Link"]


def test_a_page_is_the_same_bytes_whenever_it_is_asked_for_again(
    store: Store, relay: Relay, client: FlaskClient
) -> None:
    """Though the log grew: from the beginning, in the middle, and from where a reader had caught up."""
    earn(store, 3)
    relay.round()
    first = read(client, limit=2)
    second = read(client, first.headers["Kapok-Cursor"], limit=2)
    caught_up = second.headers["Kapok-Cursor"]
    earn(store, 1)
    relay.round()
    third = read(client, caught_up, limit=2)
    earn(store, 5)
    relay.round()
    assert first.data == read(client, limit=2).data
    assert second.data == read(client, first.headers["Kapok-Cursor"], limit=2).data
    assert third.data == read(client, caught_up, limit=2).data
    assert [2, 1, 1] == [len(page.json) for page in (first, second, third)]


def test_unpublished_events_have_no_position_yet(store: Store, client: FlaskClient) -> None:
    """They come when the relay has the broker's word."""
    earn(store, 1)
    assert [] == read(client).json


def test_a_reader_that_has_caught_up_can_wait(store: Store, relay: Relay, client: FlaskClient) -> None:
    """The answer comes soon after the event, not at the end of the time."""
    relay.round()

    def earn_and_publish() -> None:
        earn(store, 1)
        relay.round()

    timer = threading.Timer(0.5, earn_and_publish)
    started = time.monotonic()
    timer.start()
    answer = read(client, timeout=20)
    timer.join()
    assert 1 == len(answer.json)
    assert 0.4 < time.monotonic() - started < 10


def test_waiting_readers_share_their_looks(store: Store, relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many wait, the store is asked once in a while for all of them."""
    lookout = polling.Lookout()
    assert lookout.head(store.database) == 0
    earn(store, 1)
    relay.round()
    monkeypatch.setattr(polling, "LOOK_EVERY", 60)
    assert lookout.head(store.database) == 0
    monkeypatch.setattr(polling, "LOOK_EVERY", 0)
    assert lookout.head(store.database) == outbox.head_position(store.database) > 0


def test_waiting_ends_after_the_time_asked_for(client: FlaskClient) -> None:
    """With an empty page and the same cursor."""
    started = time.monotonic()
    assert [] == read(client, timeout=1).json
    assert 0.9 < time.monotonic() - started < 5


def test_no_more_readers_wait_than_there_is_room_for(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """One too many gets its empty page at once, and the API stays responsive."""
    full = threading.BoundedSemaphore(1)
    full.acquire()
    monkeypatch.setattr(polling, "WAITING", full)
    started = time.monotonic()
    assert [] == read(client, timeout=20).json
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 1_001}, {"timeout": 31}, {"timeout": "soon"}, {"after": "x"}]
)
def test_a_senseless_question_is_refused(client: FlaskClient, query: dict[str, Any]) -> None:
    """With what is wrong."""
    answer: Any = client.get("/v1/feeds/recognition", query_string=query)
    assert (422, next(iter(query))) == (answer.status_code, answer.json["errors"][0]["field"])


def test_a_cursor_of_another_log_is_refused(client: FlaskClient) -> None:
    """Such as one from before a database was set up anew: going on with it would skip events."""
    ahead = write_cursor(RECOGNITION, Cursor(5, 9))
    assert 422 == client.get("/v1/feeds/recognition", query_string={"after": ahead}).status_code


def test_a_page_that_is_no_longer_kept_is_said_to_be(store: Store, relay: Relay, client: FlaskClient) -> None:
    """Nobody takes a gap for the next page."""
    earn(store, 2)
    relay.round()
    store.database["outbox"].delete_many({})
    earn(store, 2)
    relay.round()
    assert 410 == client.get("/v1/feeds/recognition").status_code
