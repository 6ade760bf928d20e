"""The embedded store as a program: it speaks MongoDB's protocol and is never imported."""

from __future__ import annotations

from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from cli.paths import PYTHON
from cli.stack.program import Program
from cli.systems.home import Home


def programs(home: Home) -> list[Program]:
    """The store. Without `--sync-on-commit`, killing it would lose acknowledged transactions."""
    folder = home.folder / "store"
    command = (
        *(PYTHON, "-P", "-m", "cli.stack.embedded", "--config", str(folder / "secantus.toml")),
        *("--host", "127.0.0.1", "--port", str(home.ports["store"]), "--storage-path", str(folder / "data")),
        *("--sync-on-commit", "--log-level", "WARNING"),
    )
    return [Program("store", "data", command, folder, stop_seconds=5)]


def prepare(home: Home) -> None:
    """Write the file that keeps the store from looking for configuration of somebody else's."""
    folder = home.folder / "store"
    folder.mkdir(exist_ok=True)
    (folder / "secantus.toml").write_text('[storage]\ncache_size = "512M"\n')


def end_sessions(home: Home) -> bool:
    """Have the store give up all open transactions, those of clients that were killed among them; whether it did.

    It has no setting for how long it waits for a client that is gone: 60 s after the last word, in which nobody else
    can write on the documents. Who lives is told that the transaction is gone, and runs it again.
    """
    client: MongoClient[dict[str, Any]]
    with MongoClient(home.store_uri, serverSelectionTimeoutMS=500, socketTimeoutMS=5_000) as client:
        try:
            client.admin.command("killAllSessions", [])
        except PyMongoError:
            return False
    return True
