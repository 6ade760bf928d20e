"""The HTTP server of an api process: waitress, a loop that reads and writes, and threads that serve whole requests."""

from __future__ import annotations

import logging
import signal
import time
from typing import Any

from waitress import wasyncore
from waitress.server import TcpWSGIServer

from runner.channel import Channel
from runner.watching import Watch
from shared.web.application import LARGEST_BODY

THREADS = 64
"""More than may wait or take long at once (tests/unit/shared/test_rates.py), so that what is quick is served.

Enough, too, that commands are read while two groups of others are in hand.
"""
STOP_SECONDS = 10
SILENT_SECONDS = 30
"""A connection on which nothing comes, or nothing is taken, is closed after that."""
MOST_CONNECTIONS = 800
"""More wait for one to be closed. A process may usually have 1,024 files, of which the store's connections are some."""
LONGEST_HEAD = 32 * 1024
MOST_UNSENT = 4 * 1024 * 1024
"""Bytes of an answer that wait for the client; a thread with more waits too. They stay in memory, as bodies do."""


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Serves one WSGI application on a port until SIGTERM, and then what it has in hand."""

    channel_class = Channel
    accepting: bool

    def __init__(self, application: Any, host: str, port: int) -> None:
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that requests wait for a thread is no news
        self._stop_at: float | None = None
        self.watch, self._is_watched = Watch(), False
        super().__init__(
            application,
            host=host,
            port=port,
            threads=THREADS,
            ident="kapok",
            connection_limit=MOST_CONNECTIONS,
            channel_timeout=SILENT_SECONDS,
            cleanup_interval=SILENT_SECONDS // 6,
            max_request_header_size=LONGEST_HEAD,
            max_request_body_size=LARGEST_BODY + 1,
            recv_bytes=64 * 1024,
            inbuf_overflow=2 * LARGEST_BODY,
            outbuf_overflow=2 * MOST_UNSENT,
            outbuf_high_watermark=MOST_UNSENT,
            log_socket_errors=False,
            clear_untrusted_proxy_headers=False,
        )
        self.watch.add(self.trigger)

    def serve(self) -> None:
        """Serve until SIGTERM or SIGINT; return when all in hand is answered, or ten seconds later."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self._has_stopped():
            self._watch_port()
            self.watch.turn(self._map, self.adj.asyncore_loop_timeout)

    def pull_trigger(self) -> None:
        """Wake the loop, if it has anything to do."""
        if self.watch.needs_waking():
            super().pull_trigger()

    def maintenance(self, now: float) -> None:
        """Close silent connections, and those whose clients do not take what a thread wants to send them."""
        for channel in list(self.active_channels.values()):
            is_silent = channel.last_activity < now - self.adj.channel_timeout
            if is_silent and (channel.total_outbufs_len or not channel.requests):
                channel.handle_close()

    def _watch_port(self) -> None:
        wanted = bool(self.readable())
        if wanted != self._is_watched:
            self._is_watched = wanted
            (self.watch.add if wanted else self.watch.remove)(self)

    def _stop(self, _number: int, _frame: Any) -> None:
        self._stop_at = self._stop_at or time.monotonic() + STOP_SECONDS
        self.pull_trigger()

    def _has_stopped(self) -> bool:
        if self._stop_at is None:
            return False
        if self.accepting:
            self.accepting = False
            self._watch_port()
            wasyncore.dispatcher.close(self)  # the port alone; connections go on
        channels = list(self.active_channels.values())
        for channel in channels:
            channel.will_close = channel.will_close or not channel.is_in_hand
            self.watch.update(channel)
        return time.monotonic() > self._stop_at or not any(channel.is_in_hand for channel in channels)
