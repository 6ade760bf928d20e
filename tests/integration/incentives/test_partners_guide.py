"""The client of docs/partners.md, as it stands there, against the running program: it ends with what was told."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import make_server

from services.incentives.watching.repository import standings
from shared import clock
from shared.config import Settings
from shared.store import logbook
from shared.store.transaction import Store
from shared.web.auth import make_token
from shared.where import Where
from tests.integration.incentives import test_partner_feeds as feeds
from tests.integration.incentives.test_partner_feeds import GUANGZHOU, SHENZHEN, consent, erased, points, stars, tell
from tests.integration.incentives.test_pushes import Clock, pushing
from tests.integration.listening import Service
from tests.markdown import blocks

client, service = feeds.client, feeds.service


class Answers:
    """The program behind an edge that fails for a while, or changes a body on the way."""

    def __init__(self, application: Any) -> None:
        self._application = DispatcherMiddleware(application, {"/incentives": application})
        self.failures, self.replaced = 0, (b"", b"")

    def __call__(self, environ: Any, start_response: Any) -> Any:
        if self.failures:
            self.failures -= 1
            start_response("503 Service Unavailable", [("Retry-After", "0")])
            return [b"{}"]
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        return [part.replace(*self.replaced) for part in self._application(environ, start_response)]


@pytest.fixture
def answers(client: FlaskClient) -> Answers:
    """The program as the partner's requests meet it."""
    return Answers(client.application.wsgi_app)


@pytest.fixture
def address(answers: Answers) -> Iterator[str]:
    """Where it is served."""
    server = make_server("127.0.0.1", 0, answers, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def program() -> dict[str, Any]:
    """What the page shows, by name."""
    named: dict[str, Any] = {}
    exec("\n".join(blocks("docs/partners.md", "python")), named)  # noqa: S102  # what the page shows is what is tested
    return named


@pytest.fixture
def partner(address: str, settings: Settings, program: dict[str, Any]) -> Iterator[Any]:
    """The page's program, with the partner's own token."""
    token = make_token(settings, "p", ["incentives:partner"], where=Where(partner="p"))
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=address, headers=headers, trust_env=False) as http:
        yield program["Partner"](http, "p")


@pytest.fixture
def told(client: FlaskClient, service: Service, store: Store) -> str:
    """A few people's history, with a withdrawal and an erasure; the day on which it was told."""
    people = [f"KV{number}" for number in range(8)]
    service.hear([consent(one) for one in people[:6]])
    for number in range(1, 4):
        tell(store, *(stars(one, number) for one in people), *(points(one, GUANGZHOU) for one in people))
    service.hear([consent("KV1", withdrawn=True)])
    service.hear([erased("KV2")])
    tell(store, *(points(one, SHENZHEN) for one in people))
    return clock.today().isoformat()


def test_a_partner_that_follows_the_guide_has_what_it_was_told(partner: Any, answers: Answers, told: str) -> None:
    """Though it meets failures, loses its cursor and starts again: nothing twice, nothing missing."""
    answers.failures = 3
    partner.read()
    assert partner.agrees(told)
    count = len(partner.events)
    assert 6 * 6 + 2 + 4 == count
    partner.cursor = ""
    partner.read()
    assert count == len(partner.events)
    assert partner.agrees(told)
    assert not [one for one in partner.events.values() if "KV" in str(one)]


def test_what_was_lost_or_changed_is_found_by_reconciling(partner: Any, answers: Answers, told: str) -> None:
    """Who stored nothing of a batch, and who got a body that was changed on the way, put it right by reading again."""
    partner.read()
    whole = dict(partner.events)
    partner.events.popitem()
    assert not partner.agrees(told)
    answers.replaced = (b'"points":2', b'"points":9')
    partner.events, partner.cursor = {}, ""
    partner.read()
    assert partner.events.keys() == whole.keys()
    answers.replaced = (b"", b"")
    assert not partner.agrees(told)
    partner.cursor = ""
    partner.read()
    assert partner.agrees(told)


def test_a_restored_log_is_read_again(partner: Any, store: Store, told: str) -> None:
    """Its cursor is outdated, which the program meets by beginning again."""
    partner.read()
    before = partner.cursor
    ends = store.database["partner_logs"]
    ends.update_one({"_id": "p"}, {"$set": {"log": f"{logbook.origin(ends.find_one({'_id': 'p'})['log'])}.restored"}})  # type: ignore[index]
    partner.read()
    assert before != partner.cursor
    assert partner.agrees(told)


def test_a_day_is_counted_by_type(client: FlaskClient, told: str) -> None:
    """With sums of the whole numbers that the contract allows; another day has nothing."""
    answer: Any = client.get(f"/v1/partners/p/reconciliation?day={told}")
    assert (42, 6, False) == tuple(answer.json[name] for name in ("events", "people", "is_over"))
    by_type = {one["type"]: (one["events"], one["sums"]) for one in answer.json["types"]}
    assert (18, {"stars": 36}) == by_type["stars.changed.v1"]
    assert (22, {"points": 44}) == by_type["points.changed.v1"]
    assert (2, {}) == by_type["consent.revoked.v1"]
    other: Any = client.get("/v1/partners/p/reconciliation?day=2018-03-01")
    assert (0, True) == (other.json["events"], other.json["is_over"])
    assert 422 == client.get("/v1/partners/p/reconciliation?day=soon").status_code


@pytest.fixture
def receiver(program: dict[str, Any], partner: Any) -> Iterator[Any]:
    """The page's program that takes what is sent, and where it does; quiet, and failing as often as it is told to.

    Attributes:
        failures: how often it answers 500 and keeps nothing.
        crashes: how often it keeps what came, and ends before it answers.
    """

    class Receiver(program["Receiver"]):  # type: ignore[misc]
        failures = crashes = 0

        def do_POST(self) -> None:  # noqa: N802  # http.server's name
            if Receiver.failures:
                Receiver.failures -= 1
                self.rfile.read(int(self.headers["Content-Length"]))
                self.answer(500)
            else:
                super().do_POST()

        def answer(self, status: int) -> None:
            if Receiver.crashes and status == 204:
                Receiver.crashes -= 1
                self.close_connection = True
            else:
                super().answer(status)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    Receiver.partner = partner
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    Receiver.url = f"http://127.0.0.1:{server.server_port}/"
    yield Receiver
    server.shutdown()
    thread.join()
    server.server_close()


def secret_of(client: FlaskClient) -> str:
    """What signs now."""
    answer: Any = client.get("/v1/partners/p/push/secrets", headers=feeds.as_partner(client))
    return str(answer.json["secrets"][0]["secret"])


def push(store: Store, now: Clock) -> None:
    """Send all that can be sent, a few times where that fails."""
    pushes = pushing(store, now)
    for _ in range(5):
        while pushes.deliver("p"):
            pass
        if not any(one.push and one.push.lag for one in standings(store.database)):
            return
        now.moment += dt.timedelta(seconds=20)  # who is sent to takes nothing from another time


def test_a_partner_that_is_sent_it_has_what_it_was_told(
    client: FlaskClient, partner: Any, receiver: Any, store: Store, told: str
) -> None:
    """Though it fails for a while, forgets all it had, and goes over to reading and back: nothing twice or missing."""
    feeds.agree(client, "p", allowed=["stars", "points", "city_code"], endpoint=receiver.url)
    receiver.secret, receiver.failures = secret_of(client), 3
    now = Clock()
    push(store, now)
    assert 42 == len(partner.events)
    assert partner.agrees(told)
    tell(store, stars("KV0", 5))
    partner.read()
    assert 43 == len(partner.events)
    push(store, now)
    assert partner.agrees(told)
    partner.events.clear()
    assert not partner.agrees(told)
    assert 200 == client.put("/v1/partners/p/push/redelivery", json={"position": 0}).status_code
    push(store, now)
    assert partner.agrees(told)
    assert 43 == len(partner.events)


def test_a_partner_that_crashes_and_sleeps_a_day_has_it_too(
    client: FlaskClient, partner: Any, receiver: Any, store: Store, told: str
) -> None:
    """Once it is awake it asks for all at once; what it stored and did not answer comes again and counts once."""
    feeds.agree(client, "p", endpoint=receiver.url)
    assert 200 == client.put("/v1/partners/p/push", json={"most_events": 5, "most_bytes": 100_000}).status_code
    receiver.secret, receiver.crashes = secret_of(client), 2
    now = Clock()
    end, now.moment = now.moment, now.moment - dt.timedelta(days=1)
    pushes = pushing(store, now)
    while now.moment < end:
        receiver.failures = 1
        assert not pushes.deliver("p")
        answer: Any = client.get("/v1/partners/p/push")
        now.moment = clock.from_text(answer.json["next_attempt"])
    assert {} == partner.events
    receiver.failures, now.moment = 0, end
    assert 200 == client.put("/v1/partners/p/push/enabling", json={}).status_code
    push(store, now)
    assert (42, 0) == (len(partner.events), receiver.crashes)
    assert partner.agrees(told)


def test_what_nobody_signed_is_refused(
    client: FlaskClient, partner: Any, receiver: Any, store: Store, told: str
) -> None:
    """A body that was changed, and all of a sender without the secret."""
    feeds.agree(client, "p", endpoint=receiver.url)
    receiver.secret = "whsec_" + "A" * 44
    push(store, Clock())
    assert {} == partner.events
    assert 401 == httpx.post(receiver.url, content=b"[]", trust_env=False).status_code
