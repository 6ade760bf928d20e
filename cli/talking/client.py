"""The command line as a client of a system."""

from __future__ import annotations

import os

from cli.systems.system import System
from shared.config import Settings, load_settings


def settings_of(system: System) -> Settings:
    """The settings of a process of the system that serves nothing. From now on this process is one, for this system."""
    os.environ.update(system.environment())
    return load_settings()
