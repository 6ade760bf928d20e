"""Incentives as its worker and its API have it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from services.incentives.api import blueprints
from shared.config import Settings
from shared.store.transaction import Store
from shared.web.application import make_application
from tests.integration.listening import Service


@pytest.fixture
def incentives(store: Store) -> Service:
    """Incentives, which hears what its worker would."""
    return Service(store)


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """A client of the service's HTTP application."""
    return make_application(settings, store, blueprints).test_client()
