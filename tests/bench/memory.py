"""The memory of processes over time, looked at from beside."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.bench import costs

Sample = tuple[float, dict[str, float]]
"""A moment of the monotonic clock, and the resident MB of each process that was there."""


@contextmanager
def watched(pids: Mapping[str, int], every: float) -> Iterator[list[Sample]]:
    """Inside, samples are added, one every so many seconds, and one more at the end."""
    samples: list[Sample] = []
    over = threading.Event()

    def look() -> None:
        found = {name: costs.resident_mb(pid) for name, pid in pids.items()}
        samples.append((time.monotonic(), {name: size for name, size in found.items() if size}))

    def work() -> None:
        look()
        while not over.wait(every):
            look()

    watcher = threading.Thread(target=work, daemon=True)
    watcher.start()
    try:
        yield samples
    finally:
        over.set()
        watcher.join()


def at(samples: list[Sample], moment: float) -> dict[str, float]:
    """What the sample says that is nearest to a moment; nothing where there is none."""
    nearest = min(samples, key=lambda sample: abs(sample[0] - moment), default=(moment, {}))
    return nearest[1]
