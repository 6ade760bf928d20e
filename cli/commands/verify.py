"""`kapok verify`: whether the ledger is as it was sealed."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.terminal.options import home_option

if TYPE_CHECKING:
    from services.hours.seals.findings import Finding


@click.command()
@home_option
@click.option(
    "--against",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="SEALS",
    help="Compare the seals with those of a file that was published, one JSON object a line.",
)
def verify(folder: Path, file: Path | None) -> None:
    """Compare every entry of the ledger with its seal, and name what was changed, removed, moved or added.

    It reads the store and changes nothing; everything may run meanwhile. Without --against it finds what was changed by
    somebody without the key of the seals; with seals that were published also what somebody with the key did.

    SEALS is what GET /hours/v1/seals?format=ndjson answered once. Ends with 1 when anything is not as it was sealed.
    """
    from cli.operating import verifying
    from cli.systems import finding
    from cli.talking.answers import expected
    from cli.terminal.language import say
    from cli.terminal.progress import bar
    from cli.terminal.tables import make_console

    found, findings = finding.find(folder), 0
    published = verifying.read_published(file) if file else {}

    def tell(one: Finding) -> None:
        nonlocal findings
        findings += 1
        click.echo(verifying.sentence(one))

    with expected(found):
        done = verifying.verify(found, published, partial(bar, make_console()), tell)
    click.echo(say(f"{done.entries:,} entries have a seal, in {done.seals:,} seals; {done.unsealed:,} have none yet"))
    if done.entries:
        hashed, read = (f"{done.entries / seconds:,.0f}" for seconds in (done.hashing, done.reading))
        click.echo(say(f"hashed {hashed} entries a second, read {read} a second"))
    click.echo(say(f"differences from what was sealed: {findings:,}" if findings else "all is as it was sealed"))
    sys.exit(1 if findings else 0)
