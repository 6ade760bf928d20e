"""`python -m runner.solver WORKER TASK`: the roster of one city, in a process that a worker starts for it.

The solver and the arrays' library take more memory than all else in a worker; here they are given back with each task.
"""

from __future__ import annotations

import signal
import sys

import structlog
from pymongo.errors import PyMongoError

from runner.lifeline import end_with
from runner.services import part
from runner.starting import with_settings
from shared.config import load_settings
from shared.observability import logs
from shared.store.client import connect, is_outage
from shared.store.transaction import Store

SERVICE = "matching"


def main(task: str) -> int:
    """Solve a task to its end; the exit code."""
    settings = load_settings()
    logs.configure(settings.log_level)
    with connect(settings) as client:
        try:
            part(SERVICE, "cities.solving").solve(Store(client, settings, SERVICE), task)
        except PyMongoError as error:
            if not is_outage(error):
                raise
            structlog.get_logger().warning("the store is away", task=task, error=type(error).__name__)
            lost: int = part(SERVICE, "cities.usecases").LOST_THE_STORE
            return lost
    return 0


if __name__ == "__main__":
    with with_settings():
        end_with(int(sys.argv[1]), signal.SIGKILL)
        sys.exit(main(sys.argv[2]))
