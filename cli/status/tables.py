"""The state of a running system, for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from cli.status.look import Look


def show(look: Look, busy: Sequence[str], console: Console) -> None:
    """Print what runs, what waits where, and what is busy."""
    processes = _table("Processes", "name", "pid", "state")
    for process in look.processes:
        processes.add_row(process.name, str(process.pid or ""), process.state.lower())
    queues = _table("Queues", "name", "ready", "unacked")
    for queue in sorted(look.queues, key=lambda queue: queue.name):
        queues.add_row(queue.name, str(queue.ready), str(queue.unacked))
    outboxes = _table("Outboxes", "service", "waiting", "sent")
    for entry in look.outboxes:
        outboxes.add_row(entry.service, str(entry.pending), str(entry.head))
    for table in (processes, queues, outboxes):
        if table.row_count:
            console.print(table)
    console.print(f"dead letters: {look.dead_letters}")
    console.print("idle: nothing is in flight" if not busy else "busy: " + "; ".join(busy))


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number and column != "state" else "left")
    return table
