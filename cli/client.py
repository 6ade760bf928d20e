"""The command line as a client of a home."""

from __future__ import annotations

import os

from cli.home import Home
from shared.config import Settings, load_settings


def settings_of(home: Home) -> Settings:
    """The settings of a process of the home that serves nothing. From now on this process is one, for this home."""
    os.environ.update(home.environment())
    return load_settings()
