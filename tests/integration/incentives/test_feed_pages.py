"""Pages of the feed for each kind of reader: the events that were published, to the letter and in order."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import settings as drawn
from hypothesis import strategies as st
from pymongo import MongoClient

from services.incentives.api import blueprints
from services.incentives.feeds.api import RECOGNITION
from services.incentives.standing import repository as standing
from shared.config import Settings
from shared.events.envelope import Event
from shared.feeds import log as feeds
from shared.feeds.cursors import Cursor
from shared.feeds.feed import read_page
from shared.feeds.log import ForgottenPosition, Log
from shared.sources import LOCAL
from shared.store import outbox
from shared.store.client import Document, database_of
from shared.store.logbook import Logbook
from shared.store.nearby import nearby
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.where import EVERYWHERE, Where
from tests.bench import history
from tests.integration.incentives.test_merges import PATIENT
from tests.integration.incentives.test_standing import hear
from tests.integration.projects.test_store_commands import Commands
from tests.integration.registrations import Registry, number_of
from tests.processes import eventually

FOSHAN, SHENZHEN = "440600", "440300"
HOMES = {"gz:1": FOSHAN, "sz:2": SHENZHEN, "3": SHENZHEN}
PATH = "/v1/feeds/recognition"
TYPES = RECOGNITION.types
Sees = Callable[[dict[str, Any]], bool]


@dataclass
class Reader:
    """One who reads on from where the last page ended.

    Attributes:
        sees: whether an event's data are for this reader.
    """

    client: FlaskClient
    token: str
    sees: Sees
    cursor: str = ""

    def page(self, limit: int, encoding: str = "", after: str | None = None) -> Any:
        """The next page, or the one after a cursor, and on to its end."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Encoding": encoding}
        query = {"after": self.cursor if after is None else after, "limit": limit}
        answer = self.client.get(PATH, query_string=query, headers=headers)
        assert 200 == answer.status_code, answer.text
        self.cursor = answer.headers["Kapok-Cursor"]
        return answer

    def read(self, limit: int, encoding: str = "") -> list[bytes]:
        """All that is new, as it came."""
        pages = []
        while (body := unpacked(self.page(limit, encoding))) != b"[]":
            pages.append(body)
            assert len(orjson.loads(body)) <= limit
        return pages


def unpacked(answer: Any) -> bytes:
    """The body as it was before it was compressed."""
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return gzip.decompress(answer.data) if packed else bytes(answer.data)


@pytest.fixture
def client(settings: Settings, store: Store, registry: Registry) -> FlaskClient:
    """The API, whose volunteers are of two sources and of the network's own."""
    for reference, home in HOMES.items():
        hear(store, registry.state(reference, home_region_code=home))
    return make_application(settings, store, blueprints).test_client()


@pytest.fixture
def everybody(client: FlaskClient, settings: Settings) -> list[Reader]:
    """The whole network's, each source's, a city's and a volunteer's."""

    def reader(sees: Sees, source: str = LOCAL, where: Where = EVERYWHERE) -> Reader:
        subject = where.person or "reader"
        return Reader(client, make_token(settings, subject, ["incentives:feed"], source=source, where=where), sees)

    one, two, three = (number_of(name) for name in HOMES)
    city = Where(frozenset({FOSHAN}))
    return [
        reader(lambda data: True),
        reader(lambda data: data["volunteer"] == one, source="gz"),
        reader(lambda data: data["volunteer"] == two, source="sz"),
        reader(lambda data: data["volunteer"] == one or data.get("city_code") == FOSHAN, where=city),
        reader(lambda data: data["volunteer"] == three, where=Where(person=three)),
    ]


def event(number: int, kind: str = "stars", reference: str = "gz:1", text: str = "") -> Event:
    """What incentives tells, as far as a feed looks at it; partners are in no feed."""
    data = {"volunteer": number_of(reference), "entries": [f"a-{number}", text]}
    if kind == "points":
        data["city_code"] = FOSHAN if number % 2 else SHENZHEN
    return Event("partner.registered.v1" if kind == "partner" else f"{kind}.changed.v1", "incentives", "KV", data)


def publish(store: Store, *commits: Sequence[Event]) -> None:
    """Put commits into the log, as transaction and relay do."""
    for events in commits:
        store.database["outbox"].insert_many(outbox.commits(events))
        head = outbox.head_position(store.database)
        marks, position = outbox.marks(head, list(outbox.pending(store.database, 10)))
        store.database["outbox"].bulk_write(marks)
        store.database["relay"].update_one({"_id": outbox.RELAY}, {"$set": {"position": position}}, upsert=True)


TOLD = st.lists(
    st.builds(
        event,
        st.integers(0, 99),
        st.sampled_from(["stars", "points", "partner"]),
        st.sampled_from(list(HOMES)),
        st.sampled_from(["", "木棉", '"},{"', ',{"specversion":"1.0"', '"type":"other.v1"']),
    ),
    min_size=1,
    max_size=9,
)


@drawn(max_examples=20, **PATIENT)
@given(
    commits=st.lists(TOLD, min_size=1, max_size=4),
    how=st.tuples(st.integers(1, 12), st.sampled_from(["", "gzip", "gzip;q=0", "br, *"])),
)
def test_each_reader_is_given_its_events_to_the_letter(
    everybody: list[Reader], store: Store, commits: list[list[Event]], how: tuple[int, str]
) -> None:
    """In order, none twice, none of others': whatever stands in them, and whoever read the same part before."""
    (limit, encoding), before = how, outbox.head_position(store.database)
    for one in everybody:
        one.read(1_000)
    publish(store, *commits)
    told = [event.structured() for commit in commits for event in commit if event.type in TYPES]
    assert outbox.head_position(store.database) == before + sum(map(len, commits))
    for one in everybody:
        wanted = [orjson.dumps(event) for event in told if one.sees(event["data"])]
        pages = one.read(limit, encoding)
        assert wanted == [orjson.dumps(event) for page in pages for event in orjson.loads(page)]
        assert pages == [orjson.dumps(orjson.loads(page)) for page in pages]


def test_only_who_must_be_is_looked_up(everybody: list[Reader], store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Points of the reader's own city are the reader's whoever has them, and one person's token needs nobody's home."""
    asked: list[set[str]] = []

    def noted(database: Any, volunteers: Iterable[str], reader: str) -> dict[str, str | None]:
        asked.append(set(volunteers))
        return belonging(database, volunteers, reader)

    belonging = standing.belonging
    monkeypatch.setattr(standing, "belonging", noted)
    publish(store, [event(1, "points", "sz:2"), event(2, "points", "gz:1"), event(3, "stars", "3")])
    *_, city, person = everybody
    assert [[2], [1]] == [[len(orjson.loads(page)) for page in reader.read(10)] for reader in (city, person)]
    assert [{number_of("gz:1"), number_of("3")}, set()] == asked


def test_long_and_short_commits_are_read_from_anywhere(everybody: list[Reader], store: Store) -> None:
    """Pages begin and end inside of commits of any length that the store takes."""
    sizes = (3, outbox.COMMIT_EVENTS, 1, 1, 60, 700, 1)
    publish(store, *([event(number) for number in range(size)] for size in sizes))
    everything = [text for _, text in outbox.read_texts(store.database, 0, sum(sizes))]
    assert sum(sizes) == len(everything)
    for limit in (1_000, 333):
        everybody[0].cursor = ""
        pages = everybody[0].read(limit)
        assert everything == [orjson.dumps(event) for page in pages for event in orjson.loads(page)]
        # From the beginning a page is one commit, as for who has caught up: no cursor says yet how far the log came.
        assert {limit} == {len(orjson.loads(page)) for page in pages[1:-1]}
    ends = [outbox.commit_end(store.database, position) for position in (1, 4, 2_003, 2_004, 2_006, 2_066)]
    assert [3, 2_003, 2_003, 2_004, 2_065, 2_765] == ends


def test_a_page_is_compressed_for_who_takes_that(everybody: list[Reader], store: Store) -> None:
    """The same bytes each time; what is small is not worth it. Caches on the way keep both apart."""
    publish(store, [event(number) for number in range(50)], [event(50)])
    reader = everybody[0]
    plain, packed, again = (reader.page(50, encoding, "") for encoding in ("identity", "gzip", "gzip"))
    assert (None, "gzip") == (plain.headers.get("Content-Encoding"), packed.headers["Content-Encoding"])
    assert packed.data == again.data
    assert unpacked(packed) == plain.data
    assert len(packed.data) < len(plain.data) / 4
    small = reader.page(50, "gzip")
    assert (1, None) == (len(small.json), small.headers.get("Content-Encoding"))
    assert {"Accept-Encoding"} == {one.headers["Vary"] for one in (plain, packed, small)}


def test_who_follows_asks_once_for_what_is_new(settings: Settings, store: Store) -> None:
    """For the commit where the reader stood, by which the log is known again, for the next one, and for the last."""
    asked = Commands()
    publish(store, [event(0)])
    with MongoClient[Document](settings.store_uri, tz_aware=True, event_listeners=[asked]) as client:
        log = Log(database_of(client, settings, "incentives"))
        first = read_page(log, RECOGNITION, Cursor(), 10, log.book.head())
        publish(store, [event(1), event(2)], [event(3)])
        head = log.book.head()
        asked.sent.clear()
        second = read_page(log, RECOGNITION, first.next, 10, head)
        assert ["find outbox"] == asked.sent
        third = read_page(log, RECOGNITION, second.next, 10, head)
    assert [text for _, text in outbox.read_texts(store.database, 1, 4)] == [*second.texts, *third.texts]
    assert [2, 1] == [len(second.texts), len(third.texts)]
    assert Cursor(3, 4, head.log, log_of(store).commit_at(4)) == second.next


@given(sizes=st.lists(st.integers(1, 20), min_size=1, max_size=6), data=st.data())
@drawn(max_examples=10, **PATIENT)
def test_what_is_in_hand_is_what_is_looked_up(store: Store, sizes: list[int], data: st.DataObject) -> None:
    """Whatever is asked of it: where commits end, which they are, and what they tell."""
    store.database["outbox"].delete_many({})
    begun = outbox.head_position(store.database)
    publish(store, *([event(number) for number in range(size)] for size in sizes))
    book = log_of(store)
    steps = st.integers(0, sum(sizes))  # the log grows from example to example
    begin, position, one, other = (begun + data.draw(steps) for _ in range(4))
    near, after, upto = nearby(book, begin, book.head().position), min(one, other), max(one, other)
    assert book.commit_at(position) == near.commit_at(position)
    assert book.commit_end(position) == near.commit_end(position)
    assert list(book.read_texts(after, upto)) == list(near.read_texts(after, upto))


def log_of(store: Store) -> Logbook:
    """The service's own."""
    return Logbook(store.database)


@pytest.fixture
def log(store: Store) -> Log:
    """Twelve events, four a commit."""
    publish(store, *([event(number) for number in range(start, start + 4)] for start in (0, 4, 8)))
    return Log(store.database)


def test_what_is_read_ahead_is_not_read_again(log: Log) -> None:
    """It is there when it is asked for; but what was deleted since is not shown for long."""
    log.read_ahead(TYPES, 4, 8, pack=True)
    eventually(lambda: log.held)
    log.database["outbox"].delete_many({})
    stretch = log.stretch(TYPES, 4, 8)
    assert [f"a-{number}" for number in range(4, 8)] == [
        orjson.loads(one)["data"]["entries"][0] for one in stretch.texts
    ]
    assert b"[" + b",".join(stretch.texts) + b"]" == gzip.decompress(stretch.packed)
    with pytest.raises(ForgottenPosition):
        log.stretch(TYPES, 0, 4)


def test_what_is_old_is_read_anew(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """So is what was deleted meanwhile."""
    log.stretch(TYPES, 0, 4)
    log.database["outbox"].delete_many({})
    assert 4 == len(log.stretch(TYPES, 0, 4).texts)
    monkeypatch.setattr(feeds, "KEPT_SECONDS", 0)
    with pytest.raises(ForgottenPosition):
        log.stretch(TYPES, 0, 4)


def test_what_could_not_be_read_ahead_is_read_when_it_is_asked_for(log: Log) -> None:
    """A store that was away for a moment fails nobody's request later."""
    commits = list(log.database["outbox"].find())
    log.database["outbox"].delete_many({})
    log.read_ahead(TYPES, 0, 4, pack=False)
    with pytest.raises(ForgottenPosition):
        log.stretch(TYPES, 0, 4)
    log.database["outbox"].insert_many(commits)
    assert 4 == len(log.stretch(TYPES, 0, 4).texts)


def test_a_log_holds_no_more_than_its_share(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of bytes, the oldest go first; and of stretches that nobody has asked for yet."""
    monkeypatch.setattr(feeds, "MOST_AHEAD", 1)
    for after in (0, 4):
        log.read_ahead(TYPES, after, after + 4, pack=False)
    eventually(lambda: log.held)
    assert [(TYPES, 0, 4)] == list(log.held)
    sizes = [log.stretch(TYPES, after, after + 4).size for after in (0, 4, 8)]
    monkeypatch.setattr(feeds, "KEPT_BYTES", sizes[1] + sizes[2])
    log.stretch(TYPES, 8, 12)
    assert [(TYPES, 4, 8), (TYPES, 8, 12)] == list(log.held)


def test_the_history_that_benches_read_is_as_the_relay_leaves_it(store: Store) -> None:
    """Its commits have the same fields, of the same types, in the same order."""
    publish(store, list(history.events(3)))
    history.fill(store.database, 3, (3,), lambda _: None)
    commits = store.database["outbox"].find()
    left, filled = ([(name, type(value)) for name, value in one.items()] for one in commits)
    assert left == filled
    assert 3 == outbox.head_position(store.database)
