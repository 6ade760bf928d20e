"""The command line as a client of a system."""

from __future__ import annotations

import os

from cli.systems.system import System
from cli.terminal.errors import CommandError
from shared.config import Settings, load_settings


def settings_of(system: System) -> Settings:
    """The settings of a process of the system that serves nothing. From now on this process is one, for this system."""
    os.environ.update(system.environment())
    return load_settings()


def signing_settings_of(system: System) -> Settings:
    """The same, of one that makes tokens.

    Raises:
        CommandError: it has no private key.
    """
    settings = settings_of(system)
    if settings.token_private_key is None:
        raise CommandError(
            "there is no private key for tokens (KAPOK_TOKEN_PRIVATE_KEY): `./kapok up` adds it to a home that a "
            "version before made, `./kapok secrets --new-token-key` to the file of a deployment"
        )
    return settings
