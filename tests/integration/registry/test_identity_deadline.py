"""However an identity authority drags out an answer, it is waited for a few seconds, and the others go on."""

from __future__ import annotations

import dataclasses
import signal
import time
from collections.abc import Iterator

import pytest

from services.registry.identities.authority import SECONDS
from shared import clock
from shared.config import Settings
from shared.messaging import topology
from shared.store.transaction import Store
from tests import processes
from tests.integration.registry.asking import ask, identity, settle
from tests.integration.registry.calling import Caller
from tests.integration.registry.dripping import BODY, HEADERS, SILENT, STATUS, DrippingAuthority, dripping
from tests.integration.registry.test_volunteers import row
from tests.processes import eventually

STOP_SECONDS = 7
"""A worker that takes longer leaves undone what it has in hand."""


@pytest.fixture(params=[SILENT, STATUS, HEADERS, BODY])
def dragging(request: pytest.FixtureRequest) -> Iterator[DrippingAuthority]:
    """One that never comes to an end about `v-0`."""
    with dripping(request.param) as authority:
        yield authority


@pytest.fixture
def settings(settings: Settings, dragging: DrippingAuthority) -> Settings:
    """What names it."""
    return dataclasses.replace(settings, identity_authority_url=dragging.url)


def register(caller: Caller, *names: int) -> None:
    """Volunteers who are to be asked about."""
    rows = (row(volunteer_ref=f"v-{n}", document_type="passport", document_number=f"E{n:07d}") for n in names)
    caller.batch(*rows)


def test_an_answer_is_waited_for_so_long_in_all(
    caller: Caller, store: Store, settings: Settings, dragging: DrippingAuthority
) -> None:
    """From the question to the last byte, not for each byte; then the connection is cut, and the question put off."""
    register(caller, 0)
    settle(store)
    began = time.monotonic()
    assert ask(store, settings) == 1
    assert 1 <= time.monotonic() - began < 2
    eventually(lambda: dragging.cut)
    (volunteer,) = store.database["volunteers"].find()
    assert (volunteer["ask_at"] - clock.now()).total_seconds() < 5
    assert identity(caller) == "asked"


def test_the_others_go_on_and_a_worker_stops(
    caller: Caller, store: Store, settings: Settings, environment: dict[str, str], dragging: DrippingAuthority
) -> None:
    """Who is registered while a question hangs is answered at once; stopping does not wait longer than it."""
    topology.declare(settings.broker_uri)
    register(caller, 0)
    with processes.process("runner.worker", environment | _named(dragging), "registry") as running:
        eventually(lambda: dragging.asked)
        register(caller, *range(1, 20))
        began = time.monotonic()
        eventually(lambda: all(identity(caller, n) == "verified" for n in range(1, 20)))
        assert time.monotonic() - began < SECONDS
        eventually(lambda: dragging.asked.count("v-0") > 1 and len(dragging.cut) < dragging.asked.count("v-0"))
        began = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(STOP_SECONDS * 2) == 0
        assert time.monotonic() - began < STOP_SECONDS
    assert identity(caller) == "asked"


def _named(authority: DrippingAuthority) -> dict[str, str]:
    return {"KAPOK_IDENTITY_AUTHORITY_URL": authority.url}
