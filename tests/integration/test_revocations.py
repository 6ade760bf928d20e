"""A token that is revoked counts no longer, in any process, within 10 s, with real processes and a real broker."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from unittest import mock

import httpx
import pytest
from click.testing import CliRunner

from cli.commands.revoke import revoke
from cli.stack.stack import Stack
from cli.systems import keys
from shared.config import Settings, load_settings
from shared.store import revocations
from shared.store.client import connect
from shared.web.auth import make_token
from shared.web.tokens import number_of
from tests import processes

HEARD_WITHIN = 10.0
CORNER = "revocations"
SERVICES = ("registry", "projects", "hours", "incentives", "matching")
SCOPES = ("registry:revoke", *(f"{service}:read" for service in SERVICES))


@pytest.fixture(scope="module")
def environment(stack: Stack) -> Iterator[dict[str, str]]:
    """A corner for all tests of the file: each asks for tokens of its own."""
    stack.management.make_vhost(CORNER, keys.BROKER_USER)
    made = stack.home.environment(prefix=f"{CORNER}_", vhost=CORNER)
    processes.migrate(made)
    yield made  # the databases go with the store
    stack.management.remove_vhost(CORNER)


@pytest.fixture(scope="module")
def settings(environment: dict[str, str]) -> Settings:
    """The same, parsed."""
    with mock.patch.dict(os.environ, environment):
        return load_settings()


@pytest.fixture(scope="module")
def apis(environment: dict[str, str], settings: Settings) -> Iterator[list[httpx.Client]]:
    """Three processes: the registry's api, another one of it, and one of the four others."""
    with ExitStack() as running:
        parts = ("registry", "registry", ",".join(SERVICES[1:]))
        yield [running.enter_context(processes.api(environment, settings, part, *SCOPES)) for part in parts]


def _policies(apis: list[httpx.Client], token: str) -> list[int]:
    """What every service answers to the token."""
    bearer = {"Authorization": f"Bearer {token}"}
    asked = [(apis[0], "registry"), (apis[1], "registry"), *((apis[2], service) for service in SERVICES[1:])]
    return [client.get(f"/{service}/v1/policies", headers=bearer).status_code for client, service in asked]


def test_every_process_hears_of_it_in_time(
    apis: list[httpx.Client], environment: dict[str, str], settings: Settings
) -> None:
    """It alone: others of the same holder go on. Asked for twice it is the same, and a new process knows it, too."""
    stolen, other = (make_token(settings, "officer", SCOPES) for _ in range(2))
    with processes.worker(environment, ",".join(SERVICES)):
        assert [200] * 6 == _policies(apis, stolen)
        for _ in range(2):
            assert 200 == apis[0].post("/registry/v1/revocations", json={"jti": number_of(stolen)}).status_code
        begun = time.monotonic()
        processes.eventually(lambda: [401] * 6 == _policies(apis, stolen), HEARD_WITHIN)
        assert time.monotonic() - begun < HEARD_WITHIN
        assert [200] * 6 == _policies(apis, other)
    with processes.api(environment, settings, "hours", "hours:read") as anew:
        bearer = {"Authorization": f"Bearer {stolen}"}
        answer = anew.get("/hours/v1/policies", headers={**bearer, "Accept-Language": "en"})
        assert (401, "the token was revoked") == (answer.status_code, answer.json()["detail"])


def test_all_tokens_of_a_holder_end_at_once(
    apis: list[httpx.Client], environment: dict[str, str], settings: Settings
) -> None:
    """Those of before; what is made later counts, as do those of another subject, and of another source's subject."""
    lost, others = (
        [make_token(settings, subject, SCOPES, source=source) for source, subject in holders]
        for holders in ([("local", "a.li@city.cn")] * 2, [("local", "b.li@city.cn"), ("gz", "a.li@city.cn")])
    )
    mine = make_token(settings, "operator", ["registry:revoke"])
    with processes.worker(environment, ",".join(SERVICES)):
        words = ["--url", str(apis[0].base_url), "--token", mine, "--subject", "a.li@city.cn"]
        told = CliRunner().invoke(revoke, words).output
        assert told.startswith("local:subject-")
        assert "city" not in told
        begun = time.monotonic()
        processes.eventually(lambda: all([401] * 6 == _policies(apis, one) for one in lost), HEARD_WITHIN)
        assert time.monotonic() - begun < HEARD_WITHIN
        assert [[200] * 6] * 2 == [_policies(apis, one) for one in others]
        anew = make_token(settings, "a.li@city.cn", SCOPES)
        assert [200] * 6 == _policies(apis, anew)
        assert CliRunner().invoke(revoke, words).exit_code == 0
        processes.eventually(lambda: [401] * 6 == _policies(apis, anew), HEARD_WITHIN)


def test_a_service_that_was_away_hears_of_it_afterwards(
    apis: list[httpx.Client], environment: dict[str, str], settings: Settings
) -> None:
    """The registry's own apis know it at once; the event waits for the workers. By the command, as an operator does."""
    stolen = make_token(settings, "officer", SCOPES)
    assert [200] * 6 == _policies(apis, stolen)
    mine = make_token(settings, "operator", ["registry:revoke"])
    words = ["--url", str(apis[0].base_url), "--token", mine, number_of(stolen)]
    done = CliRunner().invoke(revoke, words)
    assert done.output.startswith(f"{number_of(stolen)} is revoked since ")
    processes.eventually(lambda: [401, 401, 200, 200, 200, 200] == _policies(apis, stolen), HEARD_WITHIN)
    with processes.worker(environment, ",".join(SERVICES)):
        processes.eventually(lambda: [401] * 6 == _policies(apis, stolen), HEARD_WITHIN)


def test_what_is_kept_of_it_goes_by_itself(settings: Settings) -> None:
    """When no token can live any longer: the store removes it, and nobody has to."""
    with connect(settings) as client:
        for service in SERVICES:
            indexes = client[settings.database(service)][revocations.COLLECTION].index_information()
            assert [revocations.KEPT_DAYS * 86_400] == [
                one["expireAfterSeconds"] for one in indexes.values() if "expireAfterSeconds" in one
            ]
