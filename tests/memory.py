"""A folder in memory for all that tests write.

Broker and store give their word for what a disk has, and each commit waits for it: to make a service's database takes
eight times as long as here. That something has reached the disk is no promise that a test could hold to; what outlives
a killed process is the same in memory.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TextIO

MEMORY = Path("/dev/shm")  # noqa: S108 (in it is a folder of our own)
ROOM = 4 << 30
"""Bytes that must be free, there and in the machine's memory; all levels at once take a quarter of it."""
ELSEWHERE = "TMPDIR"
"""Who names a folder gets it."""
PREFIX, LOCK = "kapok-tests-", ".in-use"


def use() -> None:
    """Have this process and those that it starts write there; elsewhere where there is no room, as ever."""
    if ELSEWHERE in os.environ or not has_room(MEMORY):
        return
    forget_left(MEMORY)
    folder = tempfile.mkdtemp(prefix=PREFIX, dir=MEMORY)
    atexit.register(held(Path(folder)).close)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ[ELSEWHERE] = tempfile.tempdir = folder


def held(folder: Path) -> TextIO:
    """The lock by which everybody sees that a folder is in use, until it is closed or this process ends."""
    lock = (folder / LOCK).open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def forget_left(memory: Path) -> None:
    """Remove the folders of those who were killed: nobody else would give their memory back."""
    for lock in memory.glob(f"{PREFIX}*/{LOCK}"):
        with suppress(OSError), lock.open("w") as mine:
            fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.parent, ignore_errors=True)


def has_room(memory: Path) -> bool:
    """Whether it is there, may be written to and run from, and has room."""
    if not os.access(memory, os.W_OK):
        return False
    there = os.statvfs(memory)
    free = min(there.f_bavail * there.f_frsize, _available())
    return not there.f_flag & os.ST_NOEXEC and free >= ROOM


def _available() -> int:
    """Bytes of the machine's memory that nobody needs."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:"))
