"""TLS to broker and store, chosen by their addresses alone, with certificates as a province's are made."""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import ServerSelectionTimeoutError

from cli.stack import broker
from cli.stack.stack import Stack
from cli.systems import certificates, home, keys
from cli.talking.management import Management, ManagementError
from shared.messaging import topology
from shared.messaging.connection import connection_to
from tests import processes
from tests.integration import stores
from tests.processes import eventually, free_port

HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"


@dataclass(frozen=True)
class Guarded:
    """A broker and a store that speak TLS, with certificates of `authority`; `stranger` signed nothing of theirs."""

    broker_uri: str
    management_uri: str
    store_uri: str
    authority: Path
    stranger: Path

    def environment(self, authority: Path) -> dict[str, str]:
        """The addresses, for a process that trusts an authority."""
        return {
            "KAPOK_BROKER_URI": f"{self.broker_uri}?cacertfile={authority}",
            "KAPOK_STORE_URI": f"{self.store_uri}&tls=true&tlsCAFile={authority}",
        }


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """A private node whose only other listener is for TLS, and a store that takes nothing else."""
    folder = tmp_path_factory.mktemp("tls")
    made = certificates.make(HERE)
    authority, stranger, certificate = (folder / f"{name}.pem" for name in ("authority", "stranger", HERE))
    authority.write_text(made.authority)
    stranger.write_text(certificates.make(HERE).authority)
    certificate.write_text(made.servers[HERE])
    port, management = free_port(), free_port()
    files = {"cacertfile": authority, "certfile": certificate, "keyfile": certificate}
    listener = (
        f"listeners.ssl.1 = {HERE}:{port}\nlisteners.ssl.2 = {ELSEWHERE}:{port}\n"
        f"management.ssl.ip = {HERE}\nmanagement.ssl.port = {management}\n"
    ) + "".join(f"{part}.{name} = {files[name]}\n" for part in ("ssl_options", "management.ssl") for name in files)
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory(prefix="kapok-tls-", ignore_cleanup_errors=True) as place,
        stores.store(
            folder / "store",
            *("--tls-cert-file", certificate, "--tls-key-file", certificate),
            client={"tls": True, "tlsCAFile": str(authority)},
        ) as store_port,
    ):
        patch.setattr(broker, "SETTINGS", broker.SETTINGS + listener)
        stack = Stack(home.settle(home.prepare(Path(place) / "home")))
        try:
            stack.start()
            stack.wait_for_broker()
            login = f"{keys.BROKER_USER}:{stack.home.secrets['BROKER_PASSWORD']}"
            uri = f"amqps://{login}@{HERE}:{port}//"
            yield Guarded(uri, f"https://{login}@{HERE}:{management}", stores.uri(store_port), authority, stranger)
        finally:
            stack.kill()


def test_a_service_works_over_tls(guarded: Guarded, environment: dict[str, str]) -> None:
    """Migrations, and then a worker that is ready: subscriptions, relay and store all trust the authority."""
    own = {**environment, **guarded.environment(guarded.authority)}
    processes.migrate(own)
    with processes.worker(own, "hours") as worker:
        eventually(lambda: processes.answers(worker.process, f"{worker.ops_address}/readyz"))


def test_another_authority_is_not_trusted(guarded: Guarded) -> None:
    """Neither for the broker nor for the store."""
    with pytest.raises(ssl.SSLCertVerificationError, match="certificate verify failed"):
        topology.declare(f"{guarded.broker_uri}?cacertfile={guarded.stranger}")
    uri = f"{guarded.store_uri}&tls=true&tlsCAFile={guarded.stranger}"
    with (
        MongoClient[dict[str, Any]](uri, serverSelectionTimeoutMS=500) as client,
        pytest.raises(ServerSelectionTimeoutError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        client.admin.command("ping")


def test_the_brokers_management_is_asked_over_tls(guarded: Guarded) -> None:
    """Of an authority that is trusted: else no password is sent."""
    assert Management(f"{guarded.management_uri}?cacertfile={guarded.authority}").get("/api/vhosts")
    with pytest.raises(ManagementError, match="CERTIFICATE_VERIFY_FAILED"):
        Management(f"{guarded.management_uri}?cacertfile={guarded.stranger}").get("/api/vhosts")
    with pytest.raises(ManagementError, match="cannot be read"):
        Management(f"{guarded.management_uri}?cacertfile=/nowhere.pem")


def test_a_certificate_for_another_name_is_refused(guarded: Guarded) -> None:
    """Of an authority that is trusted, but not for the one who was asked for."""
    elsewhere = guarded.broker_uri.replace(HERE, ELSEWHERE)
    with pytest.raises(ssl.SSLCertVerificationError, match="not valid for"):
        topology.declare(f"{elsewhere}?cacertfile={guarded.authority}")


def test_a_parameter_that_means_nothing_is_refused(guarded: Guarded) -> None:
    """What looks like security and is not must not pass for it."""
    with pytest.raises(ValueError, match="verify"):
        connection_to(f"{guarded.broker_uri}?verify=verify_none")
    with pytest.raises(ValueError, match="cacertfile"):
        connection_to("amqp://127.0.0.1//?cacertfile=/ca.pem")
