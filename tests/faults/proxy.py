"""A TCP proxy before the broker that can cut connections at a chosen frame of AMQP, silence them, or hide queues."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

PUBLISH, DELIVER, ACK = (60, 40), (60, 60), (60, 80)
CHANNEL_CLOSE = (20, 40)
NOT_FOUND, ACCESS_REFUSED = 404, 403
CLIENT, SERVER = "client", "server"
GREETING = 8
AT_ONCE = struct.pack("ii", 1, 0)


@dataclass
class Cut:
    """Where to cut: at the n-th frame with this method from this side.

    Attributes:
        passes: after the frame, not before it.
        silently: nothing passes from this frame on, and nobody is told.
    """

    side: str
    method: tuple[int, int]
    nth: int = 1
    passes: bool = False
    silently: bool = False


@dataclass(eq=False)
class _Pair:
    """A client's connection and ours to the broker."""

    client: socket.socket
    server: socket.socket
    silent: bool = False
    read: dict[str, bytearray] = field(default_factory=lambda: {CLIENT: bytearray(), SERVER: bytearray()})

    def cut(self) -> None:
        for end in (self.client, self.server):
            with suppress(OSError):
                # A reset, not an orderly end.
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
                end.shutdown(socket.SHUT_RDWR)
                end.close()


class Proxy:
    """Give `uri` to a process instead of the broker's.

    Attributes:
        accepted: how many connections there have been.
        cuts: how many of them were cut at a frame.
        secretive: let "not found" be told as "refused", as a broker does that hides from a user what is not its own.
    """

    def __init__(self, broker_uri: str) -> None:
        parts = urlsplit(broker_uri)
        self._broker = (parts.hostname or "127.0.0.1", parts.port or 5672)
        self._listener = socket.create_server(("127.0.0.1", 0))
        login = parts.netloc.rpartition("@")[0]
        self.uri = urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{self._listener.getsockname()[1]}"))
        self._pairs: list[_Pair] = []
        self._cut: Cut | None = None
        self.accepted = self.cuts = 0
        self.secretive = False
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_at(self, cut: Cut) -> None:
        """Cut the connection on which this frame comes, once."""
        self._cut = cut

    def cut_all(self) -> None:
        """Cut every connection now."""
        while self._pairs:
            self._pairs.pop().cut()

    def silence(self) -> None:
        """Let nothing pass any more on the connections that there are; nobody is told."""
        for pair in self._pairs:
            pair.silent = True

    def close(self) -> None:
        """Cut everything, and take no more."""
        self._listener.close()
        self.cut_all()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                pair = _Pair(client, socket.create_connection(self._broker))
                self._pairs.append(pair)
                self.accepted += 1
                for side in (CLIENT, SERVER):
                    threading.Thread(target=self._pass_on, args=(pair, side), daemon=True).start()

    def _pass_on(self, pair: _Pair, side: str) -> None:
        source, target = (pair.client, pair.server) if side == CLIENT else (pair.server, pair.client)
        with suppress(OSError):
            if side == CLIENT:
                target.sendall(source.recv(GREETING, socket.MSG_WAITALL))
            while chunk := source.recv(65536):
                pair.read[side] += chunk
                if not pair.silent:
                    self._forward(pair, side, target)
        if not pair.silent:
            pair.cut()

    def _forward(self, pair: _Pair, side: str, target: socket.socket) -> None:
        for frame in _frames(pair.read[side]):
            if not self._is_due(side, frame):
                target.sendall(self._as_refused(frame) if self.secretive else frame)
                continue
            cut, self._cut, self.cuts = self._cut, None, self.cuts + 1
            assert cut is not None
            if cut.silently:
                pair.silent = True
                return
            if cut.passes:
                target.sendall(frame)
                # A reset would throw away what is still on its way.
                target.close()
            pair.cut()
            raise OSError("cut")

    def _as_refused(self, frame: bytes) -> bytes:
        told = struct.pack(">HHH", *CHANNEL_CLOSE, NOT_FOUND)
        return frame.replace(told, struct.pack(">HHH", *CHANNEL_CLOSE, ACCESS_REFUSED), 1)

    def _is_due(self, side: str, frame: bytes) -> bool:
        cut = self._cut
        if cut is None or cut.side != side or frame[0] != 1 or struct.unpack_from(">HH", frame, 7) != cut.method:
            return False
        cut.nth -= 1
        return cut.nth == 0


@contextmanager
def proxy(broker_uri: str) -> Iterator[Proxy]:
    """A proxy for as long as a test needs it."""
    running = Proxy(broker_uri)
    try:
        yield running
    finally:
        running.close()


def _frames(read: bytearray) -> Iterator[bytes]:
    """The whole frames of what was read, taken out of it: type, channel, size, payload, end."""
    while len(read) >= 7 and len(read) >= (size := 8 + struct.unpack_from(">L", read, 3)[0]):
        frame = bytes(read[:size])
        del read[:size]
        yield frame
