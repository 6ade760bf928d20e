"""The broker's rights and limits in deploy/rabbitmq, compared with what the catalogue needs."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from cli.stack.broker import TICK_MILLISECONDS
from shared.config import SERVICES
from shared.events.catalogue import CATALOGUE, heard_by
from shared.messaging.sending import MOST_WAITING
from shared.messaging.topology import DEAD_LETTERS, exchange_of, queue_of
from tests.markdown import ROOT

FOLDER = ROOT / "deploy" / "rabbitmq"
DEFINITIONS: dict[str, Any] = json.loads((FOLDER / "definitions.json").read_text())
GIVEN: dict[str, Any] = json.loads((FOLDER / "rights.json").read_text())
RIGHTS = {one["user"]: one for one in GIVEN["permissions"]}
KEYS = {(one["user"], one["exchange"]): one for one in GIVEN["topic_permissions"]}
POLICIES = {one["name"]: one for one in DEFINITIONS["policies"]}
EXCHANGES = {exchange_of(service) for service in SERVICES}
QUEUES = {queue_of(listener, one.type): listener for one in CATALOGUE.values() for listener in one.listeners}
EVERYTHING = {*EXCHANGES, *QUEUES, DEAD_LETTERS, "amq.default", "amq.topic", "example.hours.credited.v1"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_the_rights_it_needs_and_no_more(service: str) -> None:
    """It makes and writes its own exchange and queues, and reads these and the exchanges that it subscribes to."""
    own = {exchange_of(service), *(queue for queue, listener in QUEUES.items() if listener == service)}
    heard = {exchange_of(one.source) for one in heard_by(service)}
    assert _allowed(service, "configure") == own
    assert _allowed(service, "write") == own
    assert _allowed(service, "read") == own | heard


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_tells_its_own_types_and_binds_those_it_hears(service: str) -> None:
    """At each exchange that it may write or read: there is none without a limit, and no pattern takes them all."""
    reached = {name for name in EXCHANGES if name in _allowed(service, "read") | _allowed(service, "write")}
    keys = {*CATALOGUE, "#", "*.*.*", "weather.changed.v1"}
    told = {one.type for one in CATALOGUE.values() if one.source == service}

    assert {exchange for user, exchange in KEYS if user == service} == reached
    for exchange in reached:
        limits = {
            kind: {key for key in keys if re.search(KEYS[service, exchange][kind], key)} for kind in ("write", "read")
        }
        heard = {one.type for one in heard_by(service) if exchange_of(one.source) == exchange}
        assert {"write": told if exchange == exchange_of(service) else set(), "read": heard} == limits


def test_every_queue_has_limits_and_a_way_for_its_dead_letters() -> None:
    """What is too much is refused to the publisher, who keeps it; nothing is dropped."""
    policy = POLICIES["kapok-subscriptions"]
    assert [queue for queue in QUEUES if not re.search(policy["pattern"], queue)] == []
    assert re.search(POLICIES["kapok-dead-letters"]["pattern"], DEAD_LETTERS)
    assert {one["definition"]["overflow"] for one in POLICIES.values()} == {"reject-publish"}
    assert policy["definition"]["dead-letter-strategy"] == "at-least-once"
    assert policy["definition"]["dead-letter-exchange"] == DEAD_LETTERS
    assert policy["definition"]["delivery-limit"] > 0
    assert policy["definition"]["max-length"] > 2 * MOST_WAITING


def test_the_brokers_tick_is_the_one_that_status_counts_on() -> None:
    """In containers as in a home."""
    assert f"quorum_tick_interval, {TICK_MILLISECONDS}" in (FOLDER / "advanced.config").read_text()


def _allowed(user: str, kind: str) -> set[str]:
    return {name for name in EVERYTHING if re.search(RIGHTS[user][kind], name)}
