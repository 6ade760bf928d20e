"""Coverage in the processes that the tests start: a worker's greenlets are followed, which pytest cannot bear."""

from __future__ import annotations

import base64
import json
import os

VARIABLE = "COVERAGE_PROCESS_CONFIG"
_left_out: list[str] = []


def follow_greenlets() -> None:
    """Change the configuration that coverage hands on to the processes started from now on."""
    handed_on = os.environ.get(VARIABLE)
    if handed_on:
        configuration = json.loads(base64.b64decode(handed_on))
        configuration["concurrency"] = ["thread", "greenlet"]
        os.environ[VARIABLE] = base64.b64encode(json.dumps(configuration).encode()).decode()


def measure(*, wanted: bool) -> None:
    """Whether the processes started from now on are measured.

    Whole systems are not. Following greenlets, a command that has none went round in circles for ever now and then, as
    pytest itself did; and what a system's processes do, those of the other levels do too.
    """
    if not wanted and VARIABLE in os.environ:
        _left_out.append(os.environ.pop(VARIABLE))
    elif wanted and _left_out:
        os.environ[VARIABLE] = _left_out.pop()
