"""One running system for all tests of this level: each asks for figures of its own rows only, or for none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import System, running_system


@pytest.fixture(scope="package")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """`./kapok up` in a home of its own."""
    with running_system(Path(tmp_path_factory.mktemp("system")) / "home") as running:
        yield running
