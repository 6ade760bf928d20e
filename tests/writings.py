"""Which collections the clients of this process wrote to, as they sent it to the store."""

from __future__ import annotations

from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

WRITE = {"insert", "update", "delete", "findAndModify"}
READ = {"find", "getMore", "killCursors", "aggregate", "count", "distinct", "listCollections", "listIndexes", "hello"}
"""No test has an aggregation write. Any other command may have changed a database's shape."""


class Writings(CommandListener):
    """Knows of every client that was made after it was registered."""

    def __init__(self) -> None:
        self._collections: dict[str, set[str]] = {}
        self._reshaped: set[str] = set()

    def forget(self, database: str) -> set[str] | None:
        """The collections that were written to since this was last asked; None where it may be anything."""
        found = self._collections.pop(database, set())
        if database in self._reshaped:
            self._reshaped.discard(database)
            return None
        return found

    def databases(self) -> set[str]:
        """Those that were written to and not forgotten since."""
        return {*self._collections, *self._reshaped}

    def started(self, event: CommandStartedEvent) -> None:
        """A command is sent."""
        name, database = event.command_name, event.database_name
        if name == "bulkWrite":
            for one in event.command["nsInfo"]:
                self._note(*one["ns"].split(".", 1))
        elif name in WRITE:
            self._note(database, event.command[name])
        elif name not in READ:
            self._reshaped.add(database)

    def _note(self, database: str, collection: str) -> None:
        self._collections.setdefault(database, set()).add(collection)

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """It is no matter how it ends."""

    def failed(self, event: CommandFailedEvent) -> None:
        """The store may have done some of it."""
