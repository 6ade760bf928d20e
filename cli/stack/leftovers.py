"""Finding and ending the processes of a home that nobody supervises any more, for example after `kill -9` of `up`.

Every process of a home is started with a mark in its environment, and hands it on to its children: what bears the mark
is ours, whatever its number.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

MARK = "KAPOK_STACK"
PAUSE = 0.05


def find(folder: Path) -> list[int]:
    """The numbers of the living processes of the home, the supervisor's (the oldest) first."""
    mark = os.fsencode(f"{MARK}={folder}")
    own = str(os.getpid())
    pids = [entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit() and entry.name != own]
    return sorted((int(pid) for pid in pids if _bears(pid, mark)), key=_age)


def end(folder: Path, seconds: float) -> None:
    """End all of them: in order if their supervisor is still there to do it within the seconds, else at once."""
    pids = find(folder)
    if pids:
        _signal(pids[:1], signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while find(folder) and time.monotonic() < deadline:
            time.sleep(PAUSE)
    kill(folder)


def kill(folder: Path) -> None:
    """End all of them at once and wait until they are gone."""
    # The supervisor first, or it would start the others again.
    while pids := find(folder):
        _signal(pids, signal.SIGKILL)
        time.sleep(PAUSE)


def _bears(pid: str, mark: bytes) -> bool:
    try:
        return mark in Path("/proc", pid, "environ").read_bytes().split(b"\0")
    except OSError:
        return False  # gone by now, or another user's


def _age(pid: int) -> tuple[int, int]:
    try:
        after_name = Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return (0, pid)
    return (int(after_name[19]), pid)  # when it started, in clock ticks since boot


def _signal(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue
