"""Starting a process: what its environment lacks is one line of its log, and no traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from shared.config import SettingsError
from shared.observability import logs

UNUSABLE = 2
"""The exit code where the environment is not usable: starting again helps nothing."""


@contextmanager
def with_settings() -> Iterator[None]:
    """End the process where what it begins with is not usable, with all that is wrong in its log."""
    logs.configure("INFO")
    try:
        yield
    except SettingsError as error:
        structlog.get_logger().critical("the process cannot start", reason=str(error))
        sys.exit(UNUSABLE)
