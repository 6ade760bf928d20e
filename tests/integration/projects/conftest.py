"""The store of projects."""

from __future__ import annotations

import pytest

from shared.store.transaction import Store
from tests.integration.conftest import MakeStore


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    """The store of projects."""
    return make_store("projects")
