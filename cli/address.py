"""A system of which only the API's address is known, with a token that somebody gave us."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cli import home
from cli.errors import CommandError
from cli.home import Home


@dataclass(frozen=True)
class Address(Home):
    """Not a home, but good for everything that works over HTTP alone; what is written goes into the current folder."""

    url: str = ""
    token: str = field(default="", repr=False)

    @property
    def http_uri(self) -> str:
        """Where the API answers."""
        return self.url.rstrip("/")


def chosen(folder: Path, url: str | None, token: str | None) -> Home:
    """The system that a command is for: that of an address, or that of a home.

    Raises:
        CommandError: the address comes without a token.
        HomeError: nothing was ever started in the folder.
    """
    if url is None:
        return home.find(folder)
    if not token:
        raise CommandError("--url needs --token, or KAPOK_TOKEN in the environment")
    return Address(Path.cwd(), {}, {}, url, token)
