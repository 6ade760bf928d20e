"""The one way in which the set-up fails."""

from __future__ import annotations

from pathlib import Path

LOG_LINES = 15


class SetupFailed(Exception):
    """The set-up cannot go on; the message says why, and what to type."""


def end_of(log: Path) -> str:
    """The last lines of a log, for a message."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-LOG_LINES:])
