"""`python -m tests.bench.counted MODULE`: a process of the project that counts what it asks of the store.

The product knows nothing of it. A SIGUSR1 has it write what it counted so far into the folder of its home.
"""

# ruff: noqa: E402
from __future__ import annotations

import runpy
import sys

MODULE = sys.argv[1] if len(sys.argv) > 1 else ""
if MODULE == "runner.worker":
    import eventlet

    eventlet.monkey_patch()

import json
import os
import signal
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import bson
from pymongo import monitoring

from cli.stack.leftovers import MARK

THROUGH = ("tests.bench.counted",)
IDLE = {"hello", "ping", "endSessions"}


def file_of(folder: Path, module: str) -> Path:
    """Where a process of a home writes what it counted."""
    return folder / f"{module}.counts.json"


class Commands(monitoring.CommandListener):
    """How many commands of each kind went to the store, their bytes, and how long they were waited for.

    A kind is database, command and collection, of a bulk all collections; a commit's collection is `relay` where it
    marks what was published.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.bytes: Counter[str] = Counter()
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._kinds: dict[int, str] = {}
        self._transactions: dict[bytes, tuple[str, str]] = {}

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Note what is asked."""
        if event.command_name not in IDLE:
            kind = self._kind(event.command_name, event.database_name, event.command)
            self._kinds[event.request_id] = kind
            self.counts[kind] += 1
            self.bytes[kind] += len(bson.encode(event.command))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Note how long it took."""
        if kind := self._kinds.pop(event.request_id, ""):
            self.seconds[kind] += event.duration_micros / 1e6

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Count it apart: what failed is asked again."""
        if kind := self._kinds.pop(event.request_id, ""):
            self.counts[f"{kind} failed"] += 1

    def write(self, file: Path) -> None:
        """All of it, whole or not at all."""
        beside = file.with_suffix(".new")
        beside.write_text(json.dumps({"counts": self.counts, "bytes": self.bytes, "seconds": self.seconds}))
        beside.replace(file)

    def _kind(self, command: str, database: str, asked: Any) -> str:
        collection = str(asked.get("collection", asked[command]))
        if command == "bulkWrite":
            databases, names = zip(*(one["ns"].split(".", 1) for one in asked["nsInfo"]), strict=True)
            database, collection = min(databases, key=len), ", ".join(sorted(names))
        if command in ("commitTransaction", "abortTransaction"):
            database, collection = self._transactions.pop(asked["lsid"]["id"], (database, "?"))
        elif "txnNumber" in asked:
            before = self._transactions.get(asked["lsid"]["id"], ("", ""))[1]
            self._transactions[asked["lsid"]["id"]] = database, "relay" if "relay" in (before, collection) else ""
        return f"{database} {command} {collection}".strip()


if __name__ == "__main__":
    commands = Commands()
    monitoring.register(commands)
    target = file_of(Path(os.environ[MARK]), MODULE)
    signal.signal(signal.SIGUSR1, lambda *_: commands.write(target))
    runpy.run_module(MODULE, run_name="__main__", alter_sys=True)
