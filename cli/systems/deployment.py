"""A system that was not started here: its addresses stand in this process's environment, as in the operator's image."""

from __future__ import annotations

import os
from pathlib import Path

from cli.systems.system import System

VARIABLE = "KAPOK_DEPLOYMENT"
"""Where it is set, commands mean the system of the environment, and no home."""


class Deployment(System):
    """The system of the environment."""

    folder = Path("/tmp")  # noqa: S108 (a container's own)

    @property
    def http_uri(self) -> str:
        """Where the API answers."""
        return os.environ.get("KAPOK_URL", "")

    @property
    def broker_management_uri(self) -> str:
        """The broker's management API, with user and password."""
        return os.environ["KAPOK_BROKER_MANAGEMENT_URI"]

    @property
    def store_uri(self) -> str:
        """The store, with user and password."""
        return os.environ["KAPOK_STORE_URI"]

    @property
    def option(self) -> str:
        """Nothing: the environment says it."""
        return ""

    def broker_uri(self, vhost: str = "/") -> str:
        """The broker's AMQP address."""
        return os.environ["KAPOK_BROKER_URI"]

    def environment(self, process: str = "client", *, prefix: str = "kapok_", vhost: str = "/") -> dict[str, str]:
        """Nothing that is not there already."""
        return {}


def is_chosen() -> bool:
    """Whether this process's environment names a deployment."""
    return bool(os.environ.get(VARIABLE))
