"""Being told to stop: Ctrl-C, SIGTERM and a closed terminal all end a command in the same orderly way."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """The user or the system wants an end. Not an Exception: nothing on the way may mistake it for a failure."""


@contextlib.contextmanager
def raised() -> Iterator[None]:
    """Inside, a signal raises Interrupted, so that everything on the way is cleaned up."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number in SIGNALS:
        # Under nohup the closing of the terminal is ignored, and stays so.
        if not (number == signal.SIGHUP and before[number] == signal.SIG_IGN):
            signal.signal(number, _raise)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def handled() -> Iterator[None]:
    """As `raised`; being told to stop is then no failure."""
    with contextlib.suppress(Interrupted), raised():
        yield


@contextlib.contextmanager
def ignored() -> Iterator[None]:
    """Inside, nothing interrupts: for the last steps of cleaning up, which are short."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _raise(number: int, frame: FrameType | None) -> None:
    raise Interrupted(signal.Signals(number).name)
