"""Projects with its handlers and its API, for the tests of sign-ups and what belongs to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from flask.testing import FlaskClient

from services.projects.api import blueprints
from shared.config import Settings
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.where import Where
from tests.integration.listening import Service

SCOPES = ("projects:write", "projects:read", "projects:export", "projects:sign-up", "projects:figures")


@pytest.fixture
def service(store: Store) -> Service:
    """Projects with its handlers."""
    return Service(store)


@pytest.fixture
def calling(settings: Settings, store: Store) -> Callable[..., FlaskClient]:
    """The API for somebody."""

    def client(where: Where | None = None, scopes: Sequence[str] = SCOPES, subject: str = "tester") -> FlaskClient:
        made = make_application(settings, store, blueprints).test_client()
        limits = {} if where is None else {"where": where}
        made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {make_token(settings, subject, scopes, **limits)}"
        return made

    return client
