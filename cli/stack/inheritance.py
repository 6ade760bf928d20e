"""The environment that every process of a home starts from."""

from __future__ import annotations

import os

from cli.paths import ROOT
from cli.stack.leftovers import MARK
from cli.systems.home import Home

# Variables of these kinds would change what our programs do; they get theirs from their own description only.
FOREIGN = ("KAPOK_", "RABBITMQ_", "ERL_", "SUPERVISOR_", "PYTHON", "NOTIFY_SOCKET")


def inherited_environment(home: Home) -> dict[str, str]:
    """The caller's environment without what is foreign, with the home's mark and the way to our code."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return {**kept, MARK: str(home.folder), "PYTHONPATH": str(ROOT)}
