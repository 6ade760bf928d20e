"""The system that a command is for: the environment's, a home's, or that of an address."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from cli.systems import deployment, home
from cli.systems.address import Address, Reachable
from cli.systems.deployment import Deployment
from cli.systems.system import System
from cli.terminal.errors import CommandError


def exists(folder: Path) -> bool:
    """Whether a system was ever started there, or the environment names one."""
    return deployment.is_chosen() or home.exists(folder)


def find(folder: Path) -> System:
    """A home that was started before; in the operator's image, the system of the environment.

    Raises:
        HomeError: nothing was ever started there.
    """
    return Deployment() if deployment.is_chosen() else home.read(folder)


def chosen(folder: Path, url: str | None, token: str | None) -> Reachable:
    """The system of an address, or without one that which `find` gives.

    Raises:
        CommandError: the address is none, or comes without a token.
        HomeError: nothing was ever started in the folder.
    """
    if url is None:
        return find(folder)
    if not _is_address(url):
        raise CommandError("--url is no address, such as https://kapok.example.org")
    if not token:
        raise CommandError("--url needs --token, or KAPOK_TOKEN in the environment")
    return Address(Path.cwd(), url, token)


def _is_address(url: str) -> bool:
    """Of HTTP: of another, every request would fail and be sent again, as if nobody answered there."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # raises where it is no number
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
