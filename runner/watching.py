"""What the server's loop waits for. The system keeps the list, and threads wake the loop only where it has work to do.

waitress's own loop asks every connection at every turn what to wait for, and takes a turn when a request comes and one
when it was answered. With 64 connections that took as long as all else that an api does for a single presence.
"""

from __future__ import annotations

import select
import threading
from collections import deque
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel

IN, OUT = select.EPOLLIN | select.EPOLLPRI, select.EPOLLOUT
LOST = select.EPOLLHUP | select.EPOLLERR


class Watched(HTTPChannel):  # type: ignore[misc]
    """A connection that the loop waits for.

    What comes while a request is in hand is left where it is, but the connection stays on the list: as a rule nothing
    comes, and when the answer has gone out nobody need be told. Where something does come, it goes off the list, and
    the thread that answers wakes the loop.

    Attributes:
        awaited: what is waited for on it now.
    """

    awaited = 0
    _fileno: int | None

    def add_channel(self, map: Any = None) -> None:  # noqa: A002  # waitress's name
        """It is open."""
        super().add_channel(map)
        self.server.watch.wait_for(self, IN)

    def del_channel(self, map: Any = None) -> None:  # noqa: A002
        """It is about to be closed."""
        self.server.watch.wait_for(self, 0)
        super().del_channel(map)

    def service(self) -> None:
        """Serve a request in a thread."""
        self.server.watch.serves(self)
        super().service()
        self.server.watch.serves(None)

    @property
    def wanted(self) -> int:
        """What it has a use for now."""
        return (IN if self.readable() else 0) | (OUT if self.writable() else 0)

    @property
    def needs_the_loop(self) -> bool:
        """Whether the loop must look at it, after a thread did something with it."""
        return not self.awaited & IN or bool(self.writable())


class Watch:
    """The list of what is waited for."""

    def __init__(self) -> None:
        self._poll = select.epoll()
        self._changed: deque[Watched] = deque()
        self._thread = threading.local()

    def serves(self, channel: Watched | None) -> None:
        """What this thread does now is for that connection."""
        self._thread.channel = channel

    def needs_waking(self) -> bool:
        """Whether the loop must be woken for what this thread did."""
        channel: Watched | None = getattr(self._thread, "channel", None)
        if channel is None:
            return True
        if channel.needs_the_loop:
            self._changed.append(channel)
            return True
        return False

    def add(self, one: Any) -> None:
        """Wait for whatever comes for what is no connection: the port, and threads that wake the loop."""
        self._poll.register(one._fileno, IN)  # noqa: SLF001  # waitress has no other name for it

    def remove(self, one: Any) -> None:
        """No longer."""
        self._poll.unregister(one._fileno)  # noqa: SLF001

    def update(self, channel: Watched) -> None:
        """Wait for what a connection wants, and for what comes."""
        self.wait_for(channel, channel.wanted | IN)

    def wait_for(self, channel: Watched, flags: int) -> None:
        """Have a connection waited for by these flags; not at all where there are none."""
        before, fileno = channel.awaited, channel._fileno  # noqa: SLF001
        if flags == before or fileno is None:
            return
        channel.awaited = flags
        if not flags:
            self._poll.unregister(fileno)
        elif before:
            self._poll.modify(fileno, flags)
        else:
            self._poll.register(fileno, flags)

    def turn(self, open_ones: dict[int, Any], seconds: float) -> None:
        """Wait until something comes, or so long, and do what is to be done.

        Args:
            open_ones: by their numbers in the system.
        """
        for fileno, events in self._poll.poll(seconds):
            one = open_ones.get(fileno)
            if isinstance(one, Watched):
                self._meet(one, events)
            elif one is not None:
                wasyncore.readwrite(one, events)
        while self._changed:
            self.update(self._changed.popleft())

    def _meet(self, channel: Watched, events: int) -> None:
        wanted = channel.wanted
        if wanted and events & (wanted | LOST):
            wasyncore.readwrite(channel, events & (wanted | LOST))
        if not events & ~wanted & (IN | LOST):
            self.update(channel)
            return
        # It has no use for what came.
        self.wait_for(channel, channel.wanted)
        if channel.wanted & IN:
            # A thread that answered in between may have found it on the list, and woken nobody.
            self.update(channel)
