"""Where the parts of a system are, whoever started it: what a home and a deployment both answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path


class System(ABC):
    """A system whose API, broker and store we can reach.

    Attributes:
        folder: where commands keep what they write for it.
    """

    folder: Path

    @property
    @abstractmethod
    def http_uri(self) -> str:
        """Where the API answers."""

    @property
    @abstractmethod
    def broker_management_uri(self) -> str:
        """The broker's management API, with user and password."""

    @property
    @abstractmethod
    def store_uri(self) -> str:
        """The store, with user and password where it has them."""

    @property
    @abstractmethod
    def option(self) -> str:
        """What a command line needs to mean this system, to be pasted behind a command; nothing for the usual one."""

    @abstractmethod
    def broker_uri(self, vhost: str = "/") -> str:
        """The broker's AMQP address for a virtual host."""

    @abstractmethod
    def environment(self, process: str = "client", *, prefix: str = "kapok_", vhost: str = "/") -> dict[str, str]:
        """What a process of the system must know that does not stand in our environment already."""
