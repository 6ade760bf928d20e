"""How far an import is: bars on a terminal, a line for each file elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.importing.files import Source
from cli.importing.sending import Tally
from cli.terminal.language import say

Track = Callable[[Source, Callable[[Callable[[int], None]], Tally]], Tally]
"""Runs the sending of a file, which tells how many rows are answered."""


@contextmanager
def tracking(console: Console) -> Iterator[Track]:
    """Show the progress of one file after the other."""
    if not console.is_terminal:
        yield lambda source, work: _with_line(console, source, work)
        return
    name = TextColumn("{task.description:<22}")
    result = TextColumn("{task.fields[result]}")
    with Progress(name, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), result, console=console) as bars:

        def track(source: Source, work: Callable[[Callable[[int], None]], Tally]) -> Tally:
            bar = bars.add_task(source.name, total=source.rows, result="")
            tally = work(lambda answered: bars.update(bar, completed=answered))
            bars.update(bar, result=summary(tally))
            return tally

        yield track


def summary(tally: Tally) -> str:
    """What became of a file's rows, in words."""
    parts = {
        "accepted": tally.accepted,
        "sent before": tally.replayed,
        "rejected": tally.rejected,
        "with swallowed lines": tally.swallowing,
    }
    return ", ".join(say(f"{count:,} {what}") for what, count in parts.items() if count) or say("no rows")


def _with_line(console: Console, source: Source, work: Callable[[Callable[[int], None]], Tally]) -> Tally:
    begun = time.monotonic()
    tally = work(lambda answered: None)
    seconds = time.monotonic() - begun
    rows = say(f"{source.rows:>7,} rows")
    console.print(f"{source.name:<22} {rows}: {summary(tally)} ({seconds:.1f} s)", soft_wrap=True)
    return tally
