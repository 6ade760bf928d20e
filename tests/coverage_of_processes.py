"""What coverage follows besides pytest itself: the services' processes that tests start.

Of nothing else: the store, which is a Python program, and whole systems would take half as long again. Only a worker
has greenlets; other processes whose greenlets were followed went round in circles for ever now and then.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

from coverage import Coverage

VARIABLE = "COVERAGE_PROCESS_CONFIG"
GREENLETS = "runner.worker"
_kept: list[str] = []
_pauses: list[Coverage | None] = []


def keep() -> None:
    """Take from the environment what coverage hands on to all processes; nothing without coverage."""
    if VARIABLE in os.environ:
        _kept.append(os.environ.pop(VARIABLE))


def variables(module: str) -> dict[str, str]:
    """What makes a process of the project be measured; nothing without coverage, or while it pauses."""
    if not _kept or _pauses:
        return {}
    configuration = json.loads(base64.b64decode(_kept[-1]))
    configuration["concurrency"] = ["thread", "greenlet"] if module == GREENLETS else ["thread"]
    return {VARIABLE: base64.b64encode(json.dumps(configuration).encode()).decode()}


@contextmanager
def paused() -> Iterator[None]:
    """Nothing is followed meanwhile."""
    measuring = None if _pauses else Coverage.current()
    if measuring:
        measuring.stop()
    _pauses.append(measuring)
    try:
        yield
    finally:
        _pauses.pop()
        if measuring:
            measuring.start()
