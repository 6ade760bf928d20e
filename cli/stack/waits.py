"""What the embedded store did with each statement, it does once a second, or for each message (docs/adr/0071)."""

from __future__ import annotations

import threading
import time
from types import ModuleType
from typing import Any

SECONDS = 1.0
AT_ONCE = 65_536


def prune_seldom(sessions: type[Any]) -> None:
    """Have the registry of sessions look for those that are too old once a second, and not with each statement."""
    prune = sessions._prune_locked  # noqa: SLF001

    def pruned(self: Any) -> int:
        now = time.monotonic()
        if now - getattr(self, "pruned_at", now - SECONDS) < SECONDS:
            return 0
        self.pruned_at = now
        return int(prune(self))

    sessions._prune_locked = pruned  # noqa: SLF001


def receive_at_once(wire: ModuleType) -> None:
    """Have a connection take what has come in one piece, where it took a message's head and then its body.

    A connection has a thread; before each of the two, that one gave way to all others.
    """
    of_thread = threading.local()

    def receive(connection: Any, size: int) -> bytes:
        pieces = [of_thread.left if getattr(of_thread, "connection", None) is connection else b""]
        missing = size - len(pieces[0])
        while missing > 0:
            came = connection.recv(max(AT_ONCE, missing))
            if not came:
                raise wire.ConnectionClosed
            pieces.append(came)
            missing -= len(came)
        whole = b"".join(pieces)
        of_thread.connection, of_thread.left = connection, whole[size:]
        return whole[:size]

    wire._recv_exactly = receive  # type: ignore[attr-defined]  # noqa: SLF001
