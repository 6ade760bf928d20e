"""A store of a test's own, with options that the shared one has not: passwords, or TLS."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from cli.paths import ROOT
from tests.processes import end, eventually, free_port

URI = "mongodb://{login}127.0.0.1:{port}/?replicaSet=secantus&retryWrites=false"


@contextmanager
def store(folder: Path, *options: str | Path, client: dict[str, Any] | None = None) -> Iterator[int]:
    """Run the embedded store on the data in a folder; the port on which it answers.

    Args:
        client: what a client must know to connect.
    """
    port = free_port()
    at = ("--host", "127.0.0.1", "--port", str(port), "--storage-path", str(folder), "--log-level", "WARNING")
    command = [sys.executable, "-P", "-m", "cli.stack.embedded", *at, *map(str, options)]
    started = subprocess.Popen(command, cwd=folder.parent, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        with MongoClient[dict[str, Any]]("127.0.0.1", port, directConnection=True, **(client or {})) as asking:
            eventually(lambda: asking.admin.command("ping"))
        yield port
    finally:
        end(started)


def uri(port: int, login: str = "", options: str = "") -> str:
    """The address of such a store; the login as `user:password@`."""
    return URI.format(login=login, port=port) + options
