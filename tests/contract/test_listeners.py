"""Who listens stands in the catalogue, and nowhere else: each service's worker subscribes to exactly that."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR

from runner.services import part
from shared.config import SERVICES
from shared.events.catalogue import CATALOGUE, contract, heard_by, published_by
from shared.messaging.entrypoint import OnEvents


def _subscriptions(service: str) -> list[OnEvents]:
    methods: list[Any] = [method for _, method in inspect.getmembers(part(service, "worker").Worker, callable)]
    entrypoints = [one for method in methods for one in getattr(method, ENTRYPOINT_EXTENSIONS_ATTR, ())]
    return [one for one in entrypoints if isinstance(one, OnEvents)]


@pytest.mark.parametrize("service", SERVICES)
def test_a_worker_subscribes_to_what_the_catalogue_says(service: str) -> None:
    """A listener without a subscription has a queue that only grows; a subscription without a listener has no queue."""
    subscribed = sorted(one.event_type for one in _subscriptions(service))

    assert subscribed == sorted(one.type for one in heard_by(service))


@pytest.mark.parametrize("service", SERVICES)
def test_a_subscription_names_the_owner(service: str) -> None:
    """The source of a subscription is the service that owns the type."""
    for one in _subscriptions(service):
        assert one.source == contract(one.event_type).source


def test_owners_and_listeners_are_services() -> None:
    """Nobody else has a place in the catalogue: others bind queues of their own."""
    for one in CATALOGUE.values():
        assert one.source in SERVICES
        assert set(one.listeners) <= set(SERVICES)
        assert len(set(one.listeners)) == len(one.listeners)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_tells_something(service: str) -> None:
    """Each of the five is somebody's source."""
    assert published_by(service)
