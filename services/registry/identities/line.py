"""The connection of one question, which can be cut from outside, whatever who is asked does with it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

CONNECTED = "connection.connect_tcp.complete"
"""What httpcore tells its `trace` when a connection is there, before TLS and the question."""


class Line:
    """Notes its question's connection as httpcore makes it, and cuts it once nobody waits any more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: list[socket.socket] = []
        self._is_cut = False

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Told by httpcore of each of its steps."""
        if event != CONNECTED:
            return
        with self._lock:
            # TLS takes the socket's descriptor over, so we keep one of our own for the same connection.
            self._ends.append(info["return_value"].get_extra_info("socket").dup())
            if self._is_cut:
                self._shut()

    def cut(self) -> None:
        """Whoever reads or writes now is at the end, and one that is connected later is, too."""
        with self._lock:
            self._is_cut = True
            self._shut()

    def close(self) -> None:
        """The question is over."""
        with self._lock:
            while self._ends:
                self._ends.pop().close()

    def _shut(self) -> None:
        for end in self._ends:
            with suppress(OSError):  # the other side was faster
                end.shutdown(socket.SHUT_RDWR)
