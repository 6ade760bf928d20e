"""The worker's process sends partners what is told while it runs, over TLS, and again after it was killed."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from cli.systems import certificates
from services.incentives.pushes.sending import Sender
from shared import clock
from shared.config import Settings
from shared.store.client import connect
from shared.store.transaction import Store
from shared.web.auth import make_token
from tests import processes
from tests.integration.incentives import test_partner_feeds as feeds
from tests.integration.incentives.endpoint import Endpoint, Proxy, proxying, serving
from tests.integration.incentives.test_partner_feeds import SCOPES, agree, as_partner, consent, read, stars
from tests.integration.listening import Service
from tests.integration.test_metrics import metric
from tests.processes import eventually

HERE = "127.0.0.1"


@pytest.fixture
def store(environment: dict[str, str], settings: Settings) -> Iterator[Store]:
    """Of incentives, with queues."""
    processes.migrate(environment)
    with connect(settings) as client:
        yield Store(client, settings, "incentives")


@pytest.fixture
def authority(tmp_path: Path) -> certificates.Certificates:
    """A private one, with a server's certificate."""
    made = certificates.make(HERE)
    (tmp_path / "authority.pem").write_text(made.authority)
    (tmp_path / "server.pem").write_text(made.servers[HERE])
    return made


@pytest.fixture
def endpoint(tmp_path: Path, authority: certificates.Certificates) -> Iterator[Endpoint]:
    """The partner's, which speaks TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    with serving(Endpoint(), context) as made:
        yield made


def earn(store: Store, first: int, last: int) -> None:
    """Stars change."""
    for number in range(first, last + 1):
        one = stars("KV1", number)
        store.transact(
            lambda transaction, one=one: transaction.publish(one.type, "KV1", one.data, sequence=one.sequence)
        )  # type: ignore[misc]


def test_what_is_told_is_sent(
    environment: dict[str, str], settings: Settings, store: Store, endpoint: Endpoint, tmp_path: Path
) -> None:
    """In the log's order and signed; metrics show it; a worker that was killed is followed by one that goes on."""
    client = feeds.make_application(settings, store, feeds.blueprints).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {make_token(settings, 'officer', SCOPES)}"
    row = {"partner_ref": "p", "name": "省医院", "department": "health"}
    assert 202 == client.post("/v1/partners", json=row).status_code
    agree(client, "p", endpoint=endpoint.url)
    Service(store).hear([consent("KV1")])
    secrets: Any = client.get("/v1/partners/p/push/secrets", headers=as_partner(client)).json
    trusting = {**environment, "SSL_CERT_FILE": str(tmp_path / "authority.pem")}

    def had() -> list[str]:
        return list(dict.fromkeys(event["id"] for one in endpoint.received for event in one.events))

    with processes.worker(trusting, "incentives") as running:
        earn(store, 1, 5)
        eventually(lambda: len(had()) == 5)
        named = {"service": "incentives", "partner": "p"}
        eventually(lambda: metric(running.ops_address, "kapok_partner_told_events", **named) == 5)
        assert 0 == metric(running.ops_address, "kapok_partner_failures", **named)
        assert 0 == metric(running.ops_address, "kapok_partner_disabled", **named)
        earn(store, 6, 10)
        running.process.kill()
    with processes.worker(trusting, "incentives"):
        eventually(lambda: len(had()) == 10)
    assert [event["id"] for event in read(client)] == had()
    for one in endpoint.received:
        Webhook(secrets["secrets"][0]["secret"]).verify(one.body, one.headers)
    by_id = {one.id: one.body for one in endpoint.received}
    assert all(by_id[one.id] == one.body for one in endpoint.received)


def test_a_certificate_that_nobody_trusts_is_a_failure(
    environment: dict[str, str], settings: Settings, store: Store, endpoint: Endpoint
) -> None:
    """Nothing of what is told goes there."""
    client = feeds.make_application(settings, store, feeds.blueprints).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {make_token(settings, 'officer', SCOPES)}"
    row = {"partner_ref": "p", "name": "省医院", "department": "health"}
    assert 202 == client.post("/v1/partners", json=row).status_code
    agree(client, "p", endpoint=endpoint.url)
    Service(store).hear([consent("KV1")])
    with processes.worker(environment, "incentives"):
        earn(store, 1, 1)

        def failures() -> int:
            said: Any = client.get("/v1/partners/p/push").json
            return int(said["failures"])

        eventually(failures)
    assert [] == endpoint.received


def test_through_a_proxy_the_proxy_looks_names_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked to connect, by its user; what says an internal address in so many words is refused before."""
    made = certificates.make("partner.example")
    (tmp_path / "authority.pem").write_text(made.authority)
    (tmp_path / "server.pem").write_text(made.servers["partner.example"])
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    with serving(Endpoint(), context) as endpoint:
        proxy = Proxy(int(endpoint.url.rpartition(":")[2].partition("/")[0]))
        with proxying(proxy) as address:
            sender = Sender(is_free=False, proxy=f"http://kapok:a%40b@{address}", now=clock.now)
            assert 204 == sender.send("https://partner.example/hook", {"webhook-id": "m-1"}, b"[]").status
            assert "internal address" == sender.send("https://10.0.0.1/hook", {}, b"[]").failure
            proxy.refuses = True
            assert "ProxyError" == sender.send("https://partner.example/hook", {}, b"[]").failure
    assert ["m-1"] == endpoint.ids
    user = "Basic " + base64.b64encode(b"kapok:a@b").decode()
    assert [("partner.example:443", user)] * 2 == proxy.asked
