"""A process of its own for what takes more time or memory than a worker has to spare (docs/adr/0053).

It ends with the worker, however that one ends: what it had in hand is delivered again, and nobody works on it twice.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from eventlet.green import subprocess
from nameko.extensions import DependencyProvider

LOOK_SECONDS = 0.1
"""So often it is looked whether it has ended; nobody else waits for that."""


class OwnProcess(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Gives a service method what starts the process, waits for its end while others go on, and gives the exit code.

    Args:
        module: what `python -m` runs. It gets the worker's process id and what the method says, and calls
            `runner.lifeline.end_with`.
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._running: set[Any] = set()

    def get_dependency(self, worker_ctx: Any) -> Callable[[str], int]:
        """What runs it."""
        return self.run

    def run(self, argument: str) -> int:
        """Run it to its end; below 0 where a signal ended it."""
        command = [sys.executable, "-m", self._module, str(os.getpid()), argument]
        # A session of its own: what a terminal or a supervisor says to the worker is the worker's to pass on.
        started = subprocess.Popen(command, start_new_session=True)
        self._running.add(started)
        try:
            code: int = started.wait(check_interval=LOOK_SECONDS)
            return code
        finally:
            self._running.discard(started)

    def kill(self) -> None:
        """The worker is being killed."""
        for one in list(self._running):
            one.kill()
