"""A process that runs, as a look at the system sees it."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Process:
    """A supervised process; `pid` is 0 while it does not run, `seconds` is how long it has run, where that is known."""

    name: str
    pid: int
    state: str
    seconds: float = math.inf

    @property
    def runs(self) -> bool:
        """Whether the process is there now, even if only for a moment."""
        return self.pid > 0 and self.state in ("RUNNING", "STARTING")
