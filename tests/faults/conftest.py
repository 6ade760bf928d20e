"""What the tests of faults share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cli.stack.stack import Stack
from tests.faults.corner import Corner, corner


@pytest.fixture(name="corner")
def own_corner(stack: Stack) -> Iterator[Corner]:
    """A corner for this test alone; databases and queues are ready."""
    with corner(stack) as made:
        yield made
