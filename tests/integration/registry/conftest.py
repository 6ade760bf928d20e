"""What the registry's tests share: its API on the empty database, and an identity authority."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.registry.api import blueprints
from shared.config import Settings
from shared.store.transaction import Store
from shared.web.application import make_application
from tests.integration.registry.authority import SimulatedAuthority, simulated
from tests.integration.registry.calling import Caller


@pytest.fixture
def caller(settings: Settings, store: Store) -> Caller:
    """The API on that database."""
    return Caller(make_application(settings, store, blueprints).test_client(), settings)


@pytest.fixture
def authority() -> Iterator[SimulatedAuthority]:
    """An authority that says yes unless it is told otherwise."""
    with simulated() as running:
        yield running
