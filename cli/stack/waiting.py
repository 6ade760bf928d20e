"""Waiting for a condition, with an end."""

from __future__ import annotations

import time
from collections.abc import Callable

PAUSE = 0.05


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = PAUSE) -> bool:
    """Ask again and again until the condition holds or the seconds are over; whether it held."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause)
    return True
