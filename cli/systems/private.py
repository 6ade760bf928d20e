"""Files that nobody but their owner may read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

OTHERS = 0o077


@contextmanager
def owner_only() -> Iterator[None]:
    """What is made meanwhile is its owner's alone, and for good what processes make that are started meanwhile."""
    before = os.umask(OTHERS)
    try:
        yield
    finally:
        os.umask(before)
