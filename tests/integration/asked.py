"""The commands that a client of the store has sent."""

from __future__ import annotations

from typing import Any

from pymongo.monitoring import CommandListener, CommandStartedEvent, CommandSucceededEvent


class Commands(CommandListener):
    """The commands that were sent."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def started(self, event: CommandStartedEvent) -> None:
        """One goes out."""
        asked = event.command
        self.sent.append(f"{event.command_name} {asked.get('collection', asked[event.command_name])}")

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """It is answered."""

    def failed(self, event: Any) -> None:
        """It failed."""
