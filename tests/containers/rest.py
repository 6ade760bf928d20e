"""Runs inside the operator's container: waits until nothing is in flight that concerns anybody but one service."""

from __future__ import annotations

import sys
import time

from cli.stack.process import Process
from cli.status.look import Observer
from cli.status.quiet import BETWEEN_LOOKS, activity, changes
from cli.systems.deployment import Deployment
from cli.talking.client import settings_of


class WorkOnly(Observer):
    """Looks at queues and outboxes; to look for containers that are not there takes a second."""

    def _processes(self) -> tuple[tuple[str, ...], tuple[Process, ...]]:
        return (), (Process("broker", 1, "RUNNING", BETWEEN_LOOKS * 10),)


def main(service: str, seconds: float) -> None:
    """Ends with an error if it takes longer."""
    observer = WorkOnly(Deployment(), settings_of(Deployment()))
    deadline = time.monotonic() + seconds
    before = observer.look()
    while time.monotonic() < deadline:
        time.sleep(BETWEEN_LOOKS)
        now = observer.look()
        moved = [*activity(before), *activity(now), *changes(before, now)]
        if all(service in line for line in moved):
            return
        before = now
    sys.exit(f"still busy: {activity(before)}")


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
