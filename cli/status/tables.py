"""The state of a running system, for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from cli.status.look import Look
from cli.terminal.tables import table


def show(look: Look, busy: Sequence[str], console: Console) -> None:
    """Print what runs, what waits where, and what is busy."""
    processes = table("Processes", "name", "pid:", "state")
    for process in look.processes:
        processes.add_row(process.name, str(process.pid or ""), process.state.lower())
    queues = table("Queues", "name", "ready:", "unacked:")
    for queue in sorted(look.queues, key=lambda queue: queue.name):
        queues.add_row(queue.name, str(queue.ready), str(queue.unacked))
    outboxes = table("Outboxes", "service", "waiting:", "sent:")
    for entry in look.outboxes:
        outboxes.add_row(entry.service, str(entry.pending), str(entry.head))
    for shown in (processes, queues, outboxes):
        if shown.row_count:
            console.print(shown)
    console.print(f"dead letters: {look.dead_letters}")
    console.print("idle: nothing is in flight" if not busy else "busy: " + "; ".join(busy))
