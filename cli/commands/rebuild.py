"""`kapok rebuild`: a service's read data, made again from the events."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from cli.terminal.options import home_option
from shared.config import SERVICES


@click.command()
@home_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.argument("service", type=click.Choice(SERVICES), metavar="SERVICE")
def rebuild(folder: Path, service: str, *, yes: bool) -> None:
    """Make what a service keeps of others' events again, from these events, while everything runs.

    The whole history is heard once more beside the running service; what differs from it is put right. Its own records,
    such as the ledger, are never touched. What others were told is not told again.
    """
    from cli.operating.rebuilding import rebuild_in
    from cli.systems import finding
    from cli.talking.answers import expected
    from cli.terminal.progress import bar
    from cli.terminal.tables import make_console, table

    found = finding.find(folder)
    if not yes:
        click.confirm(
            f"Compare what {service} keeps of others' events with these, and put right what differs?", abort=True
        )
    console = make_console()
    with expected(found, lambda: f"`./kapok rebuild {service}{found.option}` begins anew"):
        outcome = rebuild_in(found, service, partial(bar, console))
    shown = table(f"Read data of {service}", "collection", "documents before:", "after:", "put right:")
    for tally in outcome.tallies:
        shown.add_row(tally.collection, f"{tally.before:,}", f"{tally.after:,}", f"{tally.put_right:,}")
    console.print(shown)
    if outcome.left_out:
        click.echo(
            f"{outcome.left_out:,} events could not be handled and are left out; `./kapok dead-letters list` shows why"
        )
