"""`kapok import`: seasons, or single files of a season, into the running system."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cli.terminal.options import address_options, source_option


@click.command("import")
@address_options
@click.option(
    "--rejects",
    "rejects_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The CSV file for rows that were not taken in; one that exists is kept, and the new one gets a number."
    "  [default: rejects.csv in the home, or here]",
)
@click.option("--strict", is_flag=True, help="End with 1 when any row was not taken in.")
@source_option
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
def import_(
    *,
    folder: Path,
    url: str | None,
    token: str | None,
    rejects_file: Path | None,
    strict: bool,
    source: str,
    paths: tuple[Path, ...],
) -> None:
    """Import seasons (folders) or single files of a season, in any order.

    docs/importing.md describes the files, .csv or .xlsx. A malformed row is rejected with its number, fields and
    reasons, and the others go in; a file that cannot be read is refused whole. The same import again changes nothing.
    Ends with 1 when there is a file of which nothing was taken, or a row that swallowed others by a quote.
    """
    from cli.importing.season import import_files
    from cli.status.resting import let_come_to_rest
    from cli.systems.finding import chosen
    from cli.systems.system import System
    from cli.terminal.language import say
    from cli.terminal.tables import make_console

    found = chosen(folder, url, token)
    rejects = rejects_file or found.folder / "rejects.csv"
    result = import_files(found, paths, rejects, make_console(), source, settled=let_come_to_rest)
    click.echo(say("1 row was sent" if result.rows == 1 else f"{result.rows:,} rows were sent"))
    if result.rows and isinstance(found, System):
        click.echo(say(f"`./kapok status{found.option} --wait-idle 600` waits until all is worked off"))
    if result.nothing_taken or result.swallowing or (strict and result.rejected):
        sys.exit(1)
