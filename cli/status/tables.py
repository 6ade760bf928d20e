"""The state of a running system, for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from cli.status.look import Look
from cli.terminal.language import say
from cli.terminal.tables import table


def show(look: Look, busy: Sequence[str], console: Console) -> None:
    """Print what runs, what waits where, and what is busy."""
    processes = _table("Processes", "process", "pid:", "state")
    for process in look.processes:
        processes.add_row(process.name, str(process.pid or ""), say(process.state.lower()))
    queues = _table("Queues", "queue", "ready:", "unacked:")
    for queue in sorted(look.queues, key=lambda queue: queue.name):
        queues.add_row(queue.name, str(queue.ready), str(queue.unacked))
    outboxes = _table("Outboxes", "service", "waiting:", "sent:")
    for entry in look.outboxes:
        outboxes.add_row(entry.service, str(entry.pending), str(entry.head))
    for shown in (processes, queues, outboxes):
        if shown.row_count:
            console.print(shown)
    console.print(say(f"dead letters: {look.dead_letters}"))
    console.print(say("idle: nothing is in flight") if not busy else say("busy: " + "; ".join(busy)))


def _table(title: str, *columns: str) -> Table:
    """An empty table in the language of the locale."""
    told = (f"{say(one.removesuffix(':'))}{':' if one.endswith(':') else ''}" for one in columns)
    return table(say(title), *told)
