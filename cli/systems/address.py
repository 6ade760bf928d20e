"""A system of which only the API's address is known, with a token that somebody gave us."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cli.systems.system import System


@dataclass(frozen=True)
class Address:
    """Good for everything that works over HTTP alone; what is written goes into the folder."""

    folder: Path
    url: str
    token: str = field(repr=False)

    @property
    def http_uri(self) -> str:
        """Where the API answers."""
        return self.url.rstrip("/")


Reachable = System | Address
"""What answers over HTTP."""
