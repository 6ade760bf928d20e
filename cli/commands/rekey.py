"""`kapok rekey`: what is kept by old keys, made anew by the present ones."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from cli.terminal.options import home_option


@click.command()
@home_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def rekey(folder: Path, *, yes: bool) -> None:
    """Hash and seal anew what is kept by other keys than the present ones, in all services, while everything runs.

    Run it when all processes were started with the new keys in use, and again whenever it was stopped: it does what is
    left. At its end it says which keys nothing is kept by any more.
    """
    from cli.operating.rekeying import rekey_in
    from cli.systems import finding
    from cli.talking.answers import expected
    from cli.terminal.progress import bar
    from cli.terminal.tables import make_console, table

    found = finding.find(folder)
    if not yes:
        click.confirm("Do all processes run with the keys that are in use now?", abort=True)
    console = make_console()
    with expected(found, lambda: f"`./kapok rekey{found.option}` goes on with what is left"):
        outcome, advice = rekey_in(found, partial(bar, console))
    shown = table("Made anew", "service", "collection", "documents:", "made anew:", "not made anew:")
    for service, tally in outcome.tallies:
        if tally.renewed or tally.left:
            row = (f"{number:,}" for number in (tally.documents, tally.renewed, tally.left))
            shown.add_row(service, tally.collection, *row)
    if outcome.renewed or outcome.left:
        console.print(shown)
    else:
        click.echo("nothing was to do")
    if outcome.left:
        click.echo(f"{outcome.left:,} documents changed meanwhile, or their digest is another's; run it again")
    if outcome.closed:
        click.echo(f"{outcome.closed:,} texts do not open by any key, or are no digests; they stay as they are")
    for line in advice:
        click.echo(line)
    click.echo("before a key goes: dead letters, messages in queues and backups may be under it, too")
