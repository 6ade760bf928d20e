"""What a process costs: memory and processor time, with its children."""

from __future__ import annotations

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
USER, SYSTEM = 11, 12


def peak_mb(pid: int) -> float:
    """The most resident memory that a process and its children had, each at its own peak, in MB."""
    return round(sum(_peak_kb(one) for one in family(pid)) / 1024, 1)


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and its living children so far."""
    return sum(_ticks(one) for one in family(pid)) / TICKS


def family(pid: int) -> list[int]:
    """A process and all its descendants."""
    try:
        children = [word for task in Path("/proc", str(pid), "task").iterdir() for word in _children(task)]
    except OSError:
        return []
    return [pid, *(one for child in children for one in family(int(child)))]


def _children(task: Path) -> list[str]:
    return (task / "children").read_text().split()


def _peak_kb(pid: int) -> int:
    lines = Path("/proc", str(pid), "status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def _ticks(pid: int) -> int:
    fields = Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()
    return int(fields[USER]) + int(fields[SYSTEM])
