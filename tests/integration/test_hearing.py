"""`Kapok-After`: a request is decided after what it names was heard, or told that it is too early."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from cli.stack.stack import Stack
from runner.services import part
from shared.config import Settings
from shared.events.catalogue import contract
from shared.messaging import dead_letters
from shared.messaging.handler import BatchHandler
from shared.messaging.subscription import Delivery
from shared.messaging.topology import queue_of
from shared.positions import Position
from shared.store import outbox
from shared.store.transaction import Transaction
from shared.web import hearing
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.network import Network, network_of
from tests.integration.registry.people import organisation, volunteer

SERVICES = ("registry", "projects", "hours")
REGISTERED, CHANGED = "volunteer.registered.v1", "volunteer.changed.v1"
PREFERRED = {"Prefer": "respond-async, kapok-position"}
AN_HOUR = 3600.0


@pytest.fixture(scope="module")
def network(stack: Stack) -> Iterator[Network]:
    """Three services."""
    with network_of(stack, "hearing", SERVICES) as made:
        yield made


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not there at the first look is too early."""
    monkeypatch.setattr(hearing, "LONGEST_WAIT", 0.0)


def client_of(network: Network, service: str) -> FlaskClient:
    """A client that may do everything at a service."""
    blueprints = part(service, "api").blueprints
    client = make_application(network.settings, network.stores[service], blueprints).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {_token(network.settings, service)}"
    return client


def _token(settings: Settings, service: str) -> str:
    return make_token(settings, "tester", [f"{service}:{action}" for action in ("read", "write", "export")])


def register(network: Network, *references: str, **headers: str) -> Any:
    """Register volunteers; the answer."""
    rows = [{"row": row, "values": volunteer(one, row + 10 * ord(one[0]))} for row, one in enumerate(references, 2)]
    return client_of(network, "registry").post(
        "/v1/volunteers/batch", json={"rows": rows}, headers={**PREFERRED, **headers}
    )


def ask(network: Network, service: str, *positions: str, **options: Any) -> Any:
    """Ask a service for something harmless after positions."""
    return client_of(network, service).get("/v1/policies", headers={"Kapok-After": ", ".join(positions)}, **options)


def test_a_command_is_decided_after_what_it_names(network: Network) -> None:
    """Too early it does nothing; then the volunteer of a moment ago counts, and the balance is in the ledger."""
    position = register(network, "a-1").headers["Kapok-Position"]
    balance = {"balance_ref": "b-1", "volunteer_ref": "a-1", "minutes": 600, "region_code": "440100"}
    balance |= {"as_of": "2017-12-31", "source": "city"}
    headers = {"Kapok-After": position, "Accept-Language": "zh"}
    hours = client_of(network, "hours")

    early: Any = hours.post("/v1/opening-balances", json=balance, headers=headers)
    assert (early.status_code, early.content_type) == (425, "application/problem+json")
    assert (early.headers["Retry-After"], early.json["title"]) == ("1", "为时过早")
    assert early.json["detail"] == "本服务尚未收到该请求所依据的全部事件；没有执行任何操作，请重新发送"
    assert network.documents("hours", "opening_balances", "ledger") == {}

    network.spread()
    assert hours.post("/v1/opening-balances", json=balance, headers=headers).status_code == 202
    (entry,) = network.documents("hours", "ledger").values()
    assert entry["minutes"] == 600


def test_a_part_of_what_was_told_is_not_enough(network: Network) -> None:
    """Of two positions, of two events, and of two types each must have been heard; what is for others need not."""
    two = register(network, "c-1", "c-2").headers["Kapok-Position"]
    contact = {"phone": "19000000077"}
    step = client_of(network, "registry").put("/v1/volunteers/c-1/contact", json=contact, headers=PREFERRED)
    changed = step.headers["Kapok-Position"]
    assert (two.count("*2"), CHANGED in changed) == (1, True)

    network.publish()
    network.deliver({queue_of("hours", CHANGED)})
    assert ask(network, "hours", two).status_code == 200
    assert ask(network, "hours", two.replace("*2", "*3")).status_code == 425
    assert ask(network, "hours", two, changed).status_code == 425
    assert ask(network, "projects", changed).status_code == 200
    network.spread()
    assert ask(network, "hours", two, changed).status_code == 200


def test_a_service_hears_itself(network: Network) -> None:
    """What it tells itself is named in the same way."""
    position = register(network, "d-1").headers["Kapok-Position"]
    assert ask(network, "registry", position).status_code == 425
    network.spread()
    assert ask(network, "registry", position).status_code == 200


def test_a_handler_with_an_inbox_hears_too(network: Network) -> None:
    """Projects tells copies by its inbox, and keeps the marks beside."""
    registry = client_of(network, "registry")
    answer = registry.post("/v1/organisations", json=organisation("o-1"), headers=PREFERRED)
    position = answer.headers["Kapok-Position"]
    assert ask(network, "projects", position).status_code == 425
    network.spread()
    assert ask(network, "projects", position).status_code == 200


def test_an_answer_under_a_key_has_the_position_of_the_first(network: Network) -> None:
    """Who did not get the answer has to know it all the same; a replay without a key told nothing, and says so."""
    first, again = (register(network, "e-1", **{"Idempotency-Key": "once"}) for _ in range(2))
    assert first.headers["Kapok-Position"] == again.headers["Kapok-Position"]
    assert "Kapok-Position" not in register(network, "e-1").headers


def test_who_does_not_ask_pays_nothing(network: Network) -> None:
    """No position, no mark in the event, nothing kept where it is heard."""
    network.spread()
    before = network.documents("hours", "inbox")
    assert "Kapok-Position" not in register(network, "f-1", Prefer="respond-async").headers
    network.spread()
    commits = network.stores["registry"].database["outbox"].find()
    (event,) = (
        event
        for commit in commits
        for event in outbox.events_of(commit)
        if event.type == REGISTERED and event.data["volunteer_ref"] == "f-1"
    )
    assert event.mark is None
    assert network.documents("hours", "inbox") == before


def test_a_dead_letter_is_not_heard(network: Network) -> None:
    """Until it is sent again and handled; and a copy of it that comes later changes nothing."""
    position = register(network, "g-1").headers["Kapok-Position"]
    network.publish()
    store, queue = network.stores["hours"], queue_of("hours", REGISTERED)
    network.deliver({queue})
    (commit,) = store.client[f"{network.settings.database_prefix}registry"]["outbox"].find().sort("last", -1).limit(1)
    event = next(one for one in outbox.events_of(commit) if one.type == REGISTERED)
    delivery = Delivery(None, 0, dict(event.headers()), event.body())

    def fail(transaction: Transaction, events: Any) -> None:
        raise ValueError("poison")

    def succeed(transaction: Transaction, events: Any) -> None:
        pass

    letters = dead_letters.count(store.database)
    BatchHandler(store, queue, contract(REGISTERED), fail, use_inbox=False)([delivery])
    assert dead_letters.count(store.database) == letters + 1
    assert ask(network, "hours", position).status_code == 425
    for use_inbox in (False, True):
        BatchHandler(store, queue, contract(REGISTERED), succeed, use_inbox=use_inbox)([delivery, delivery])
        assert ask(network, "hours", position).status_code == 200
    network.spread()


def test_what_nobody_told_is_too_early(network: Network) -> None:
    """A position of the future, or made up, is never heard."""
    assert ask(network, "hours", f"registry={Position(told={REGISTERED: 99_999})}").status_code == 425


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("", "must be <service>=<position>, ..., each as a Kapok-Position told it"),
        ("registry=17", "must be <service>=<position>, ..., each as a Kapok-Position told it"),
        (
            "regsitry={told}",
            "names no service; there are registry, projects, hours, incentives, matching",
        ),
        (
            "projects={told}",
            "names events of another service than the one before its equals sign",
        ),
        (", ".join(["registry=17"] * 11), "names more than 10 positions"),
    ],
)
def test_what_is_no_position_is_refused(network: Network, header: str, reason: str) -> None:
    """400, with the field and the reason, before anything is waited for."""
    answer = ask(network, "hours", header.format(told=Position(told={REGISTERED: 1})))
    assert answer.status_code == 400
    assert answer.json["errors"] == [{"field": "Kapok-After", "reason": reason}]


def test_a_request_waits_until_it_is_heard(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no longer."""
    monkeypatch.setattr(hearing, "LONGEST_WAIT", AN_HOUR)
    position = register(network, "h-1").headers["Kapok-Position"]
    answers: list[int] = []
    asking = threading.Thread(target=lambda: answers.append(ask(network, "hours", position).status_code))
    asking.start()
    network.spread()
    asking.join()
    assert answers == [200]


def test_nobody_waits_for_a_client_that_is_gone(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its connection was closed: nothing is done for it."""
    monkeypatch.setattr(hearing, "LONGEST_WAIT", AN_HOUR)
    ours, theirs = socket.socketpair()
    theirs.close()
    position = f"registry={Position(told={REGISTERED: 1})}"
    with ours:
        answer = ask(network, "hours", position, environ_overrides={hearing.CONNECTION: ours})
    assert answer.status_code == 425


def test_few_requests_of_a_process_wait(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are told at once, so that threads are left for those who wait for nothing."""
    monkeypatch.setattr(hearing, "LONGEST_WAIT", AN_HOUR)
    monkeypatch.setattr(hearing, "WAITING", threading.BoundedSemaphore(1))
    position = f"registry={Position(told={REGISTERED: 1})}"
    with hearing.WAITING:
        assert ask(network, "hours", position).status_code == 425
