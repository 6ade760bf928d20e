"""What a process costs: memory and processor time, with its children."""

from __future__ import annotations

import time
from pathlib import Path

CLOCK = 2
"""Of a process its processor time in nanoseconds, its ended threads' too: the kernel's CPUCLOCK_SCHED."""


def peak_mb(pid: int) -> float:
    """The most resident memory that a process and its children had, each at its own peak, in MB."""
    return round(sum(_status_kb(one, "VmHWM:") for one in family(pid)) / 1024, 1)


def resident_mb(pid: int) -> float:
    """The resident memory that a process and its children have now, in MB; 0 where it is gone."""
    return round(sum(_status_kb(one, "VmRSS:") for one in family(pid)) / 1024, 1)


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and its living children so far."""
    return sum(map(_spent, family(pid)))


def family(pid: int) -> list[int]:
    """A process and all its descendants."""
    try:
        tasks = [task.name for task in Path("/proc", str(pid), "task").iterdir()]
    except OSError:
        return []
    children = [word for task in tasks for word in _read(pid, f"task/{task}/children").split()]
    return [pid, *(one for child in children for one in family(int(child)))]


def _status_kb(pid: int, name: str) -> int:
    lines = _read(pid, "status").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


def _spent(pid: int) -> float:
    """Not from /proc/<pid>/stat, which is read in steps of ten milliseconds."""
    try:
        return time.clock_gettime((~pid << 3) | CLOCK)
    except OSError:
        return 0.0


def _read(pid: int, name: str) -> str:
    """What the kernel says of a process; nothing where it ended after it was listed, which ends no measurement."""
    try:
        return Path("/proc", str(pid), name).read_text()
    except OSError:
        return ""
