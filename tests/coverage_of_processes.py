"""Coverage in the processes that the tests start: a worker's greenlets are followed, which pytest cannot bear."""

from __future__ import annotations

import base64
import json
import os

VARIABLE = "COVERAGE_PROCESS_CONFIG"


def follow_greenlets() -> None:
    """Change the configuration that coverage hands on to the processes started from now on."""
    handed_on = os.environ.get(VARIABLE)
    if handed_on:
        configuration = json.loads(base64.b64decode(handed_on))
        configuration["concurrency"] = ["thread", "greenlet"]
        os.environ[VARIABLE] = base64.b64encode(json.dumps(configuration).encode()).decode()
