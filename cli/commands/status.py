"""`kapok status`: what runs, what waits, and whether all is quiet."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.terminal.language import say
from cli.terminal.options import home_option

if TYPE_CHECKING:
    from cli.status.look import Look


@click.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.option(
    "--wait-idle",
    "seconds",
    type=click.FloatRange(0),
    metavar="SECONDS",
    help="Wait until nothing is in flight anywhere; exit code 1 if that takes longer.",
)
def status(folder: Path, as_json: bool, seconds: float | None) -> None:
    """Show the running system: processes, queues, outboxes, dead letters, and whether anything is in flight."""
    look, busy = _look(folder, seconds)
    if as_json:
        click.echo(json.dumps(as_data(look, idle=not busy)))
    else:
        from cli.status.tables import show
        from cli.terminal.tables import make_console

        show(look, busy, make_console())
    if seconds is not None and busy:
        click.echo(say(f"not idle after {seconds:g} s: {'; '.join(busy)}"), err=True)
    if not look.processes or (seconds is not None and busy):
        sys.exit(1)


def as_data(look: Look, *, idle: bool) -> dict[str, object]:
    """The machine-readable form."""
    return {
        "processes": [{"name": process.name, "pid": process.pid} for process in look.processes if process.runs],
        "queues": [{"name": entry.name, "ready": entry.ready, "unacked": entry.unacked} for entry in look.queues],
        "outbox_pending": look.outbox_pending,
        "dead_letters": look.dead_letters,
        "idle": idle,
    }


def _look(folder: Path, seconds: float | None) -> tuple[Look, Sequence[str]]:
    from cli.stack.waiting import wait_until
    from cli.status.look import Look, Observer
    from cli.status.quiet import observe, wait_until_idle
    from cli.systems import finding
    from cli.systems.home import HomeError
    from cli.talking.client import settings_of

    begun = time.monotonic()
    wait_until(lambda: finding.exists(folder), seconds or 0)
    try:
        found = finding.find(folder)
    except HomeError as error:
        return Look((), problem=error.message), [error.message]
    observer = Observer(found, settings_of(found))
    if seconds is None:
        return observe(observer)
    return wait_until_idle(observer, seconds - (time.monotonic() - begun))
