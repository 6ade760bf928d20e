"""What partners are sent: signed batches of their logs, to a real server that fails in the ways that others met."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from email.utils import format_datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from standardwebhooks import Webhook, WebhookVerificationError

from cli.stack.stack import Stack
from services.incentives.feeds import reconciling
from services.incentives.kept import KEPT
from services.incentives.pushes import addresses, repository
from services.incentives.pushes.domain import GIVE_UP
from services.incentives.pushes.pushing import Pushing
from services.incentives.pushes.sending import Sender
from services.incentives.watching import repository as watching
from services.incentives.watching.domain import Push
from shared import clock
from shared.config import Settings
from shared.rekeying.walk import walk
from shared.rules.places import PROVINCE
from shared.store import outbox
from shared.store.transaction import Store
from shared.web.auth import make_token
from shared.where import Where
from tests.conftest import NO_VHOST
from tests.integration.incentives import test_partner_feeds as feeds
from tests.integration.incentives.endpoint import TAKEN, Answer, Endpoint, Received, dripping, serving
from tests.integration.incentives.test_partner_feeds import agree, as_partner, consent, read, stars, tell
from tests.integration.listening import Service
from tests.markdown import ROOT
from tests.processes import eventually

client, service = feeds.client, feeds.service
PUSH = "/v1/partners/p/push"
REFUSED: Answer = (500, {})
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


class Clock:
    """Tells a moment that a test moves."""

    def __init__(self) -> None:
        self.moment = clock.now()

    def __call__(self) -> dt.datetime:
        return self.moment


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """The partner's."""
    with serving(Endpoint()) as made:
        yield made


@pytest.fixture
def now() -> Clock:
    """A clock."""
    return Clock()


def pushing(store: Store, now: Clock, *, is_free: bool = True, seconds: float = 5) -> Pushing:
    """A process that sends."""
    sender = Sender(is_free=is_free, seconds=seconds, now=now)
    return Pushing(store, lambda: sender, now)


@pytest.fixture
def pushes(client: FlaskClient, service: Service, store: Store, endpoint: Endpoint, now: Clock) -> Pushing:
    """A process that sends; the partner has an endpoint, and ten events to come."""
    agree(client, "p", endpoint=endpoint.url)
    service.hear([consent("KV1")])
    tell(store, *(stars("KV1", number) for number in range(1, 11)))
    return pushing(store, now)


def deliver(pushes: Pushing) -> None:
    """Send all that can be sent at once."""
    while pushes.deliver("p"):
        pass


def stands(client: FlaskClient) -> dict[str, Any]:
    """How the push stands."""
    answer: Any = client.get(PUSH)
    assert 200 == answer.status_code, answer.text
    return dict(answer.json)


def put(client: FlaskClient, step: str = "", **body: Any) -> Any:
    """Change it."""
    answer = client.put(f"{PUSH}{step}", json=body)
    assert 200 == answer.status_code, answer.text
    return answer.json


def attempts(client: FlaskClient, **query: Any) -> list[dict[str, Any]]:
    """The log of deliveries, the first one first."""
    answer: Any = client.get(f"{PUSH}/attempts", query_string=query)
    assert 200 == answer.status_code, answer.text
    return list(reversed(answer.json["attempts"]))


def secrets(client: FlaskClient) -> list[str]:
    """Those that count."""
    answer: Any = client.get(f"{PUSH}/secrets", headers=as_partner(client))
    return [one["secret"] for one in answer.json["secrets"]]


def had(endpoint: Endpoint) -> list[str]:
    """The ids of the events that came, in their order."""
    return [event["id"] for one in endpoint.received for event in one.events]


def told(client: FlaskClient) -> list[str]:
    """The ids of those that the partner was told."""
    return [event["id"] for event in read(client)]


def news(store: Store) -> list[tuple[str, Any]]:
    """What was published about pushes."""
    found = [one for commit in store.database["outbox"].find() for one in outbox.events_of(commit)]
    return [(one.type, one.data.get("reason")) for one in found if one.type.startswith("push.")]


def test_a_partner_is_sent_its_log_in_signed_batches(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint, store: Store
) -> None:
    """In order, each event once, no batch larger than the partner wants; by each one's cursor its feed is read on."""
    put(client, most_events=4, most_bytes=1_000_000)
    deliver(pushes)
    assert [4, 4, 2] == endpoint.sizes
    assert told(client) == had(endpoint)
    (secret,) = secrets(client)
    for one in endpoint.received:
        assert one.events == Webhook(secret).verify(one.body, one.headers)
        assert "application/cloudevents-batch+json" == one.headers["content-type"]
    rest: Any = client.get("/v1/partners/p/feed", query_string={"after": endpoint.received[1].headers["kapok-cursor"]})
    assert had(endpoint)[8:] == [one["id"] for one in rest.json]
    assert (10, 10, 0) == tuple(stands(client)[name] for name in ("position", "end", "lag"))
    tell(store, stars("KV1", 11))
    deliver(pushes)
    deliver(pushes)
    assert told(client) == had(endpoint)
    assert 4 == len(set(endpoint.ids)) == len(endpoint.ids)


def test_a_batch_has_no_more_bytes_than_the_partner_wants(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint, store: Store, service: Service
) -> None:
    """Whatever it may have of events."""
    service.hear([consent(f"KV{number}") for number in range(2, 40)])
    tell(store, *(stars(f"KV{number}", 1) for number in range(2, 40)))
    put(client, most_events=1_000, most_bytes=4_096)
    deliver(pushes)
    assert max(len(one.body) for one in endpoint.received) <= 4_097
    assert len(endpoint.received) > 2
    assert told(client) == had(endpoint)


def test_one_that_fails_for_a_while_gets_the_same_again(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint, now: Clock
) -> None:
    """Later each time, under the same id and to the letter; what follows waits."""
    endpoint.answers(REFUSED, REFUSED, (404, {}))
    for seconds in (0, 4, 1, 9, 1, 19):
        now.moment += dt.timedelta(seconds=seconds)
        deliver(pushes)
    assert 3 == len(endpoint.received)
    stood = stands(client)
    assert (3, 0, 10) == tuple(stood[name] for name in ("failures", "position", "lag"))
    assert now.moment + dt.timedelta(seconds=1) - clock.from_text(stood["next_attempt"]) < dt.timedelta(seconds=0.01)
    now.moment += dt.timedelta(seconds=2)
    deliver(pushes)
    assert 1 == len(set(endpoint.ids)) == len({one.body for one in endpoint.received})
    stood = stands(client)
    assert (0, None, 10) == tuple(stood[name] for name in ("failures", "next_attempt", "position"))
    outcomes = [(one["outcome"], one["status"], one["first"], one["last"]) for one in attempts(client)]
    failed = [("failed", status, 1, 10) for status in (500, 500, 404)]
    assert [*failed, ("delivered", 204, 1, 10)] == outcomes
    assert {endpoint.ids[0]} == {one["message"] for one in attempts(client)}
    assert [204] == [one["status"] for one in attempts(client, limit=1)]


@pytest.mark.parametrize("is_a_date", [False, True])
def test_one_that_says_when_is_left_in_peace_until_then(
    pushes: Pushing, endpoint: Endpoint, now: Clock, *, is_a_date: bool
) -> None:
    """`Retry-After`, in seconds or as a date."""
    after = format_datetime(now.moment + HOUR, usegmt=True) if is_a_date else "3600"
    endpoint.answers((503, {"Retry-After": after}))
    deliver(pushes)
    now.moment += HOUR - MINUTE
    deliver(pushes)
    assert 1 == len(endpoint.received)
    now.moment += MINUTE
    deliver(pushes)
    assert 2 == len(endpoint.received)


FAR_ZONE, FAR_YEAR = "Fri, 31 Dec 2027 23:59:59 +99999999999999999", "Fri, 31 Dec 99999999999 00:00:00 GMT"


@pytest.mark.parametrize(
    "after", ["99999999999", "soon", "", "Sat, 01 Jan 2000 00:00:00 GMT", "-5", "²", FAR_ZONE, FAR_YEAR]
)
def test_one_whose_clock_is_wrong_is_sent_to_all_the_same(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint, now: Clock, after: str
) -> None:
    """Nobody waits longer than three days, and nobody shorter than after any failure."""
    endpoint.answers((503, {"Retry-After": after}))
    deliver(pushes)
    pause = clock.from_text(stands(client)["next_attempt"]) - now.moment
    assert dt.timedelta(seconds=4) < pause <= GIVE_UP


def test_one_that_refuses_large_batches_gets_smaller_ones(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint, store: Store
) -> None:
    """413 halves at once, without counting as a failure; what is left of the limit is found again."""
    endpoint.answer = lambda received: TAKEN if len(received.events) <= 3 else (413, {})
    deliver(pushes)
    assert [10, 5, 2, 3, 4, 2, 3] == endpoint.sizes
    taken = [event["id"] for one in endpoint.received if len(one.events) <= 3 for event in one.events]
    assert told(client) == taken
    assert len(endpoint.ids) == len(set(endpoint.ids))
    assert 0 == stands(client)["failures"]
    assert ["too_large", "too_large", "delivered"] == [one["outcome"] for one in attempts(client)][:3]
    put(client, most_events=100, most_bytes=1_000_000)
    assert 100 == stands(client)["most_events_now"]


def test_a_single_event_that_is_too_large_is_a_failure(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint
) -> None:
    """It is tried again, and told of as any other failure."""
    endpoint.answer = lambda received: (413, {})
    deliver(pushes)
    assert [10, 5, 2, 1] == endpoint.sizes
    assert (1, 0) == tuple(stands(client)[name] for name in ("failures", "position"))


def test_one_that_is_gone_is_sent_nothing_until_it_is_enabled(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint, store: Store, now: Clock
) -> None:
    """Which is told; then it gets all that it missed, under the id of before."""
    endpoint.answers((410, {}))
    deliver(pushes)
    now.moment += 10 * HOUR
    tell(store, stars("KV1", 11))
    deliver(pushes)
    pushes.begin_all()
    assert 1 == len(endpoint.received)
    assert ("gone", 11) == tuple(stands(client)[name] for name in ("disabled", "lag"))
    assert ("push.disabled.v1", "gone") in news(store)
    put(client, "/enabling")
    put(client, "/enabling")
    deliver(pushes)
    assert endpoint.ids[0] == endpoint.ids[1]
    assert told(client) == had(endpoint)[10:]
    assert [("push.disabled.v1", "gone"), ("push.enabled.v1", None)] == news(store)


def test_after_three_days_of_failures_nothing_is_sent_any_more(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint, store: Store, now: Clock
) -> None:
    """Which is told; nothing of it is lost, and once it is enabled it ends with what was told."""
    begun = now.moment
    endpoint.answer = lambda received: REFUSED
    deliver(pushes)
    while due := stands(client)["next_attempt"]:
        now.moment = clock.from_text(due)
        deliver(pushes)
    assert "exhausted" == stands(client)["disabled"]
    assert abs(now.moment - begun - GIVE_UP) < MINUTE
    assert 1 == len(set(endpoint.ids))
    assert 70 < len(endpoint.received) < 100
    assert [("push.disabled.v1", "exhausted")] == news(store)
    endpoint.answers()
    before = len(endpoint.received)
    deliver(pushes)
    assert before == len(endpoint.received)
    put(client, "/enabling")
    deliver(pushes)
    assert told(client) == had(endpoint)[-10:]


def test_one_that_sends_elsewhere_is_not_followed(client: FlaskClient, pushes: Pushing, endpoint: Endpoint) -> None:
    """A redirection, to an internal address or any other, is a failure; nothing comes there."""
    with serving(Endpoint()) as inside:
        endpoint.answers(*((status, {"Location": inside.url}) for status in (302, 307)))
        deliver(pushes)
        assert [] == inside.received
    assert (1, 302) == (stands(client)["failures"], attempts(client)[0]["status"])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]", "2130706433", "127.1"])  # noqa: S104
def test_a_name_that_leads_to_us_is_not_connected_to(
    client: FlaskClient,
    pushes: Pushing,
    endpoint: Endpoint,
    store: Store,
    now: Clock,
    *,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
) -> None:
    """Whatever stood there when the contract was agreed: what the name stands for now is looked at.

    Forms of an address that are refused by now may have been agreed on before.
    """
    with monkeypatch.context() as before:
        before.setattr(addresses, "_is_number", lambda _: False)
        agree(client, "p", endpoint=endpoint.url.replace("127.0.0.1", host))
    deliver(pushing(store, now, is_free=False))
    assert [] == endpoint.received
    assert [("failed", "internal address")] == [(one["outcome"], one["reason"]) for one in attempts(client)]


def test_one_that_answers_too_slowly_is_left(client: FlaskClient, pushes: Pushing, store: Store, now: Clock) -> None:
    """An answer that comes byte by byte is waited for as long as any other; one that is not HTTP is none."""
    with dripping(0.05) as address:
        agree(client, "p", endpoint=address)
        deliver(pushing(store, now, seconds=0.5))
    assert ["ReadTimeout"] == [one["reason"] for one in attempts(client)]
    assert attempts(client)[0]["seconds"] < 3


def test_a_body_that_was_changed_on_the_way_is_found(client: FlaskClient, pushes: Pushing, endpoint: Endpoint) -> None:
    """By its signature, and so is another's batch under this one's id."""
    deliver(pushes)
    (one,), (secret,) = endpoint.received, secrets(client)
    changed = one.body.replace(b'"stars":3', b'"stars":5')
    assert changed != one.body
    with pytest.raises(WebhookVerificationError, match="No matching"):
        Webhook(secret).verify(changed, one.headers)
    with pytest.raises(WebhookVerificationError, match="No matching"):
        Webhook(secret).verify(one.body, {**one.headers, "webhook-id": "msg_other"})


def test_one_that_takes_all_and_stores_nothing_finds_it_by_reconciling(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint
) -> None:
    """And gets it again from the position from which it asks for that, under ids that it has not seen."""
    put(client, most_events=5, most_bytes=1_000_000)
    stored: dict[str, Any] = {}

    def agrees() -> bool:
        said: Any = client.get(f"/v1/partners/p/reconciliation?day={clock.today()}")
        counted = reconciling.counted(stored.values())
        return bool(said.json["hash"] == counted["hash"])

    deliver(pushes)
    stored = {event["id"]: event for event in endpoint.received[0].events}
    assert not agrees()
    put(client, "/redelivery", position=attempts(client)[1]["first"] - 1)
    deliver(pushes)
    stored |= {event["id"]: event for event in endpoint.received[-1].events}
    assert agrees()
    assert 3 == len(set(endpoint.ids))
    assert 422 == client.put(f"{PUSH}/redelivery", json={"position": 11}).status_code
    put(client, "/redelivery", position=0)
    deliver(pushes)
    assert [5, 5, 5, 5, 5] == endpoint.sizes


SENDS = """
import sys
from services.incentives.pushes.pushing import Pushing
from services.incentives.pushes.sending import Sender
from services.incentives.watching import repository as watching
from services.incentives.watching.domain import Push
from shared import clock
from shared.config import load_settings
from shared.store.client import connect
from shared.store.transaction import Store
settings = load_settings()
sender = Sender(is_free=True, now=clock.now)
Pushing(Store(connect(settings), settings, "incentives"), lambda: sender).deliver("p")
"""


@pytest.mark.parametrize("says_that_it_has_it", [True, False])
def test_a_sender_that_is_killed_before_it_noted_the_answer_is_followed_by_another(
    client: FlaskClient,
    pushes: Pushing,
    endpoint: Endpoint,
    store: Store,
    now: Clock,
    *,
    stack: Stack,
    database_prefix: str,
    says_that_it_has_it: bool,
) -> None:
    """The partner has the batch; it comes again under the same id and to the letter, so that nothing counts twice."""
    environment = stack.home.environment(prefix=database_prefix, vhost=NO_VHOST)
    child = subprocess.Popen([sys.executable, "-c", SENDS], cwd=ROOT, env={**os.environ, **environment})

    def kill(received: Received) -> Answer:
        os.kill(child.pid, signal.SIGKILL)
        if not says_that_it_has_it:
            child.wait(120)
        return TAKEN

    endpoint.answer = kill
    assert -signal.SIGKILL == child.wait(120)
    eventually(lambda: len(endpoint.received) == 1)
    endpoint.answers()
    tell(store, stars("KV1", 11))
    deliver(pushes)
    assert 1 == len(endpoint.received)
    now.moment = clock.now() + repository.LEASE
    deliver(pushes)
    first, again, rest = endpoint.received
    assert (first.id, first.body) == (again.id, again.body)
    assert [10, 10, 1] == endpoint.sizes
    assert rest.id != first.id
    assert ["interrupted", "delivered", "delivered"] == [one["outcome"] for one in attempts(client)]
    assert told(client) == had(endpoint)[10:]


def test_a_sender_that_was_paused_changes_nothing_when_it_wakes_up(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint, store: Store, now: Clock
) -> None:
    """Another one took over meanwhile, delivered the batch and what follows: the first one's word comes too late."""
    put(client, most_events=5, most_bytes=1_000_000)
    later = Clock()
    later.moment = now.moment + repository.LEASE
    other, left = pushing(store, later), [True]

    def take_over(received: Received) -> Answer:
        if left:
            left.clear()
            deliver(other)
            return REFUSED
        return TAKEN

    endpoint.answer = take_over
    deliver(pushes)
    assert [5, 5, 5] == endpoint.sizes
    assert endpoint.ids[0] == endpoint.ids[1] != endpoint.ids[2]
    assert (10, 0) == tuple(stands(client)[name] for name in ("position", "failures"))
    assert ["failed", "delivered", "delivered"] == [one["outcome"] for one in attempts(client)]


def test_several_workers_share_the_work(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint, store: Store, now: Clock
) -> None:
    """One of them sends to a partner at a time: each event comes once, in the order of the log."""
    put(client, most_events=2, most_bytes=1_000_000)
    workers = [pushes, *(pushing(store, now) for _ in range(3))]
    done = threading.Event()

    def work(one: Pushing) -> None:
        while not done.is_set():
            one.begin_all()
            done.wait(0.02)

    threads = [threading.Thread(target=work, args=(one,)) for one in workers]
    for one in threads:
        one.start()
    try:
        for number in range(11, 31):
            tell(store, stars("KV1", number))
        eventually(lambda: len(had(endpoint)) == 30)
    finally:
        done.set()
        for one in threads:
            one.join()
    eventually(lambda: not stands(client)["lag"])
    assert told(client) == had(endpoint)
    assert 1 == endpoint.together


def test_who_waits_for_nothing_is_not_looked_up_further(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint, store: Store, now: Clock
) -> None:
    """Who has everything, is waited for, or is sent to already, is none of those to whom a worker sends."""
    assert ["p"] == repository.waiting(store.database, now())
    endpoint.answers(REFUSED)
    deliver(pushes)
    assert [] == repository.waiting(store.database, now())
    now.moment += MINUTE
    assert ["p"] == repository.waiting(store.database, now())
    deliver(pushes)
    assert [] == repository.waiting(store.database, now())


def test_secrets_overlap_while_a_partner_goes_over_to_a_new_one(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint, now: Clock
) -> None:
    """Both prove who sent it, until the old one ends; an answer that is kept for a repetition has none of them."""
    (old,) = secrets(client)
    drawn = client.post(f"{PUSH}/secrets", json={"overlap_hours": 1}, headers={"Idempotency-Key": "k"})
    again = client.post(f"{PUSH}/secrets", json={"overlap_hours": 1}, headers={"Idempotency-Key": "k"})
    assert drawn.json == again.json
    assert "whsec_" not in drawn.text
    new, kept = secrets(client)
    assert kept == old != new
    deliver(pushes)
    (one,) = endpoint.received
    assert 2 == len(one.headers["webhook-signature"].split(" "))
    for secret in (old, new):
        Webhook(secret).verify(one.body, one.headers)
    assert 200 == client.post(f"{PUSH}/secrets", json={}).status_code
    assert 422 == client.post(f"{PUSH}/secrets", json={}).status_code
    assert 200 == client.post(f"{PUSH}/secrets", json={"overlap_hours": 0}).status_code
    assert 1 == len(secrets(client))


def test_nothing_of_it_lies_open(client: FlaskClient, pushes: Pushing, endpoint: Endpoint, store: Store) -> None:
    """Neither secrets nor the endpoint's address are stored but sealed, and the log of deliveries has no contents."""
    deliver(pushes)
    (secret,) = secrets(client)
    kept = {name: list(store.database[name].find()) for name in store.database.list_collection_names()}
    kept.pop("partner_events")
    assert not [name for name, some in kept.items() if secret in repr(some) or endpoint.url in repr(some)]
    (row,) = kept["push_attempts"]
    facts = {"_id", "partner", "number", "at", "first", "last", "message", "outcome", "status", "reason", "seconds"}
    assert facts == row.keys()
    assert endpoint.url == stands(client)["endpoint"]
    assert endpoint.url not in client.get("/v1/partners/p").text


def test_it_goes_on_by_new_keys(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint, store: Store, now: Clock
) -> None:
    """Secrets and endpoint are sealed by a new key of incentives, and open without the old one."""
    (secret,) = secrets(client)
    new = {"incentives-new": b"n" * 32}
    for keys in ({**new, **store.settings.service_keys["incentives"]}, new):
        changed = replace(store.settings, service_keys={**store.settings.service_keys, "incentives": keys})
        other = Store(store.client, changed, "incentives")
        for kept in (one for one in KEPT if one.collection in {"pushes", "partners"}):
            *_, tally = walk(other, kept)
            assert (0, 0) == (tally.left, tally.closed)
    deliver(pushing(other, now))
    (one,) = endpoint.received
    Webhook(secret).verify(one.body, one.headers)


def test_an_endpoint_is_agreed_as_part_of_the_contract(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint, store: Store
) -> None:
    """Without one nothing is sent; with another one it goes on there from where it was, and is enabled again."""
    endpoint.answers((410, {}))
    deliver(pushes)
    agree(client, "p", endpoint=endpoint.url)
    assert "gone" == stands(client)["disabled"]
    agree(client, "p")
    assert [404, 404, 404] == [
        client.get(PUSH).status_code,
        client.get(f"{PUSH}/secrets", headers=as_partner(client)).status_code,
        client.put(f"{PUSH}/enabling", json={}).status_code,
    ]
    deliver(pushes)
    assert 1 == len(endpoint.received)
    agree(client, "p", endpoint=endpoint.url)
    deliver(pushes)
    assert told(client) == had(endpoint)[10:]
    wrong = client.put("/v1/partners/p/contract", json={**feeds.CONTRACT, "endpoint": "ftp://partner.example/"})
    assert (422, "not_an_address") == (wrong.status_code, wrong.json["errors"][0]["reason"])  # type: ignore[index]


def test_outside_of_development_an_endpoint_is_encrypted_and_outside(
    client: FlaskClient, store: Store, settings: Settings
) -> None:
    """What is neither is refused when somebody names it."""
    strict = feeds.make_application(
        replace(settings, push_anywhere=False),
        Store(store.client, replace(settings, push_anywhere=False), "incentives"),
        feeds.blueprints,
    ).test_client()
    strict.environ_base["HTTP_AUTHORIZATION"] = client.environ_base["HTTP_AUTHORIZATION"]
    asked = {"http://partner.example/": "not_encrypted", "https://10.0.0.1/": "internal_address"}
    for address, reason in asked.items():
        answer: Any = strict.put("/v1/partners/p/contract", json={**feeds.CONTRACT, "endpoint": address})
        assert (422, reason) == (answer.status_code, answer.json["errors"][0]["reason"])
    accepted = strict.put("/v1/partners/p/contract", json={**feeds.CONTRACT, "endpoint": "https://partner.example/"})
    assert 200 == accepted.status_code, accepted.text


def test_a_partner_looks_after_its_own_push_alone(client: FlaskClient, pushes: Pushing) -> None:
    """With its own token; another partner's is not there for it."""
    agree(client, "q", endpoint="https://q.example/")
    headers = as_partner(client)
    for partner, status in (("p", 200), ("q", 404), ("nobody", 404)):
        path = f"/v1/partners/{partner}/push"
        answers = [
            client.get(path, headers=headers),
            client.put(path, headers=headers, json={"most_events": 10, "most_bytes": 10_000}),
            client.put(f"{path}/redelivery", headers=headers, json={"position": 0}),
            client.put(f"{path}/enabling", headers=headers, json={}),
            client.get(f"{path}/secrets", headers=headers),
            client.post(f"{path}/secrets", headers=headers, json={}),
            client.get(f"{path}/attempts", headers=headers),
        ]
        assert [status] * 7 == [one.status_code for one in answers]


def test_secrets_are_shown_to_the_partner_itself(client: FlaskClient, pushes: Pushing, settings: Settings) -> None:
    """Who has them writes to the partner in our name: the whole province draws new ones, and is shown none."""
    assert 1 == len(secrets(client))
    assert 403 == client.get(f"{PUSH}/secrets").status_code
    both = make_token(settings, "q", ["incentives:partner"], where=Where(frozenset({PROVINCE}), partner="q"))
    assert 404 == client.get(f"{PUSH}/secrets", headers={"Authorization": f"Bearer {both}"}).status_code
    drawn = client.post(f"{PUSH}/secrets", json={})
    assert 200 == drawn.status_code
    assert "whsec_" not in drawn.text


def test_how_far_each_partner_was_told_and_sent_it(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint, store: Store, now: Clock
) -> None:
    """Of who reads its feed, too; of who is told nothing there is nothing to say."""
    ((partner, end, push),) = sent(store)
    assert ("p", 10) == (partner, end)
    assert push is not None
    assert (0, 10, None) == (push.sent, push.lag, push.last_delivery)
    agree(client, "q")
    endpoint.answers(REFUSED, (410, {}))
    deliver(pushes)
    (_, _, push), other = sent(store)
    assert push is not None
    assert (1, "") == (push.failures, push.disabled)
    assert ("q", 0, None) == other
    now.moment += MINUTE
    deliver(pushes)
    (_, _, push), _ = sent(store)
    assert push is not None
    assert (2, "gone") == (push.failures, push.disabled)
    put(client, "/enabling")
    deliver(pushes)
    (_, _, push), _ = sent(store)
    assert push is not None
    assert (10, 0, 0, "") == (push.sent, push.lag, push.failures, push.disabled)
    assert push.last_delivery is not None
    assert abs(push.last_delivery - now.moment) < dt.timedelta(seconds=1)


def sent(store: Store) -> list[tuple[str, int, Push | None]]:
    """Each partner, where its log ends, and how far it was sent it."""
    return [(one.partner, one.end, one.push) for one in watching.standings(store.database)]


def held(endpoint: Endpoint) -> tuple[threading.Event, threading.Event]:
    """The endpoint answers no sooner than the second of these is set; the first is when something came."""
    came, go_on = threading.Event(), threading.Event()

    def wait(received: Received) -> Answer:
        came.set()
        assert go_on.wait(120)
        return TAKEN

    endpoint.answer = wait
    return came, go_on


def test_what_a_process_sends_when_it_stops_another_one_sends_at_once(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint, store: Store, now: Clock
) -> None:
    """Under the same id, without waiting for the lease; what was answered late changes nothing."""
    came, go_on = held(endpoint)
    pushes.begin_all()
    assert came.wait(120)
    endpoint.answer = lambda received: TAKEN
    other = pushing(store, now)
    assert not other.deliver("p")
    pushes.stop(grace=0)
    pushes.begin_all()
    deliver(other)
    go_on.set()
    assert (10, 0, "") == tuple(stands(client)[name] for name in ("position", "failures", "disabled"))
    assert 2 == len(endpoint.ids)
    assert 1 == len(set(endpoint.ids))
    eventually(lambda: ["delivered", "delivered"] == [one["outcome"] for one in attempts(client)])


def test_what_is_told_while_a_batch_is_sent_comes_behind_it(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint, store: Store
) -> None:
    """Nobody has to look again: who is sent something already is looked at once more."""
    came, go_on = held(endpoint)
    pushes.begin(["p"])
    assert came.wait(120)
    tell(store, stars("KV1", 11))
    pushes.begin(["p", "q"])
    go_on.set()
    eventually(lambda: len(had(endpoint)) == 11)
    assert told(client) == had(endpoint)
    eventually(lambda: 11 == stands(client)["position"])


def test_what_ends_in_a_moment_is_waited_for_when_a_process_stops(
    client: FlaskClient, pushes: Pushing, endpoint: Endpoint
) -> None:
    """Nothing is sent twice then, and nothing more is begun."""
    put(client, most_events=4, most_bytes=1_000_000)
    came = threading.Event()

    def take(received: Received) -> Answer:
        came.set()
        return TAKEN

    endpoint.answer = take
    pushes.begin_all()
    assert came.wait(120)
    pushes.stop(grace=30)
    assert stands(client)["position"] == len(had(endpoint)) <= 10
