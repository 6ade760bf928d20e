"""The partner feed on a real store: nothing is skipped, and a page is the same whenever it is asked for again."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.incentives.api import blueprints
from shared.config import Settings
from shared.feeds import cursors, polling
from shared.feeds.cursors import Cursor
from shared.messaging.publisher import Publisher
from shared.messaging.relay import Relay
from shared.store import logbook, outbox
from shared.store.logbook import Logbook
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
    assert lookout.head(Logbook(store.database)).position == 0
    earn(store, 1)
    relay.round()
    monkeypatch.setattr(polling, "LOOK_EVERY", 60)
    assert lookout.head(Logbook(store.database)).position == 0
    monkeypatch.setattr(polling, "LOOK_EVERY", 0)
    assert lookout.head(Logbook(store.database)).position == outbox.head_position(store.database) > 0


def test_waiting_ends_after_the_time_asked_for(client: FlaskClient) -> None:
    """With an empty page and the same cursor."""
    started = time.monotonic()
    assert [] == read(client, timeout=1).json
    assert 0.9 < time.monotonic() - started < 5


def test_no_more_readers_wait_than_there_is_room_for(
    client: FlaskClient, store: Store, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One too many is told when to come again, and the API stays responsive: who need not wait is answered."""
    full = threading.BoundedSemaphore(1)
    full.acquire()
    monkeypatch.setattr(polling, "WAITING", full)
    answer: Any = client.get("/v1/feeds/recognition", query_string={"timeout": 20})
    assert (503, str(polling.PAUSE_SECONDS)) == (answer.status_code, answer.headers["Retry-After"])
    assert [] == read(client).json
    earn(store, 1)
    relay.round()
    assert 1 == len(read(client, timeout=20).json)


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 1_001}, {"timeout": 31}, {"timeout": "soon"}, {"after": "x"}]
)
def test_a_senseless_question_is_refused(client: FlaskClient, query: dict[str, Any]) -> None:
    """With what is wrong."""
    answer: Any = client.get("/v1/feeds/recognition", query_string=query)
    assert (422, next(iter(query))) == (answer.status_code, answer.json["errors"][0]["field"])


def refused(client: FlaskClient, after: str) -> tuple[int, str]:
    """The status with which a cursor is refused, and the reason."""
    answer: Any = client.get("/v1/feeds/recognition", query_string={"after": after})
    return answer.status_code, answer.json["errors"][0]["reason"] if answer.json.get("errors") else ""


def test_what_is_no_cursor_of_this_feed_is_told_apart(store: Store, relay: Relay, client: FlaskClient) -> None:
    """Mistyped, another feed's, another installation's; one that is ahead of its log is of one that was restored."""
    earn(store, 2)
    relay.round()
    cursor = read(client).headers["Kapok-Cursor"]
    head = Logbook(store.database).head()
    assert head.log
    assert (422, polling.NO_CURSOR) == refused(client, cursor[:-4] + "AAAA")
    assert (422, polling.ANOTHERS) == refused(client, cursors.write("rosters", Cursor(1, 2, head.log)))
    assert (422, polling.ANOTHERS) == refused(client, cursors.write("recognition", Cursor(1, 2, "0123abcd")))
    for log in ("", head.log):
        assert (410, "") == refused(client, cursors.write("recognition", Cursor(5, 9, log)))


def lose(store: Store, position: int) -> None:
    """What a copy of before does not have."""
    store.database["outbox"].delete_many({"last": {"$gt": position, "$lt": 1_000}})
    store.database["relay"].update_one({"_id": outbox.RELAY}, {"$set": {"position": position, "token": 0}})


@pytest.mark.parametrize("sizes", [[1], [2], [1, 1], [40], [1] * 5])
def test_a_cursor_from_before_a_restore_is_outdated_however_far_the_log_has_grown(
    store: Store, relay: Relay, client: FlaskClient, sizes: list[int]
) -> None:
    """Even where nobody said that it was restored: the events between would never be seen."""
    for count in (2, 1, 1):
        earn(store, count)
        relay.round()
    early = read(client, limit=2).headers["Kapok-Cursor"]
    cursor = read(client).headers["Kapok-Cursor"]
    lose(store, 2)
    relay.release()
    for size in sizes:
        earn(store, size)
        relay.round()
    assert 2 + sum(sizes) == outbox.head_position(store.database)
    for outdated in (early, cursor):
        answer: Any = client.get("/v1/feeds/recognition", query_string={"after": outdated})
        assert 410 == answer.status_code
        assert polling.RECONCILE in answer.json["detail"]
    again = read(client).headers["Kapok-Cursor"]
    assert read(client, again).status_code == 200


def test_a_restored_log_has_another_identity(store: Store, relay: Relay, client: FlaskClient) -> None:
    """Every cursor from before is outdated, and none of them is taken for another installation's; new ones work."""
    earn(store, 3)
    relay.round()
    given = [read(client).headers["Kapok-Cursor"], _of_before_identities(3)]
    for _ in range(2):
        assert {200} == {read(client, one).status_code for one in given}
        logbook.restored(store.database)
        assert {(410, "")} == {refused(client, one) for one in given}
        given = [read(client).headers["Kapok-Cursor"]]


def test_a_cursor_of_before_logs_had_identities_is_read(store: Store, relay: Relay, client: FlaskClient) -> None:
    """Partners kept it over the upgrade; the next one that they get says which log it is of."""
    earn(store, 3)
    relay.round()
    assert [] == read(client, _of_before_identities(3)).json
    earn(store, 1)
    relay.round()
    assert 1 == len(read(client, _of_before_identities(3)).json)


def _of_before_identities(position: int) -> str:
    return base64.urlsafe_b64encode(f"recognition:{position}:{position}".encode()).decode().rstrip("=")


def test_a_page_that_is_no_longer_kept_is_said_to_be(store: Store, relay: Relay, client: FlaskClient) -> None:
    """Nobody takes a gap for the next page."""
    earn(store, 2)
    relay.round()
    store.database["outbox"].delete_many({})
    earn(store, 2)
    relay.round()
    assert 410 == client.get("/v1/feeds/recognition").status_code
