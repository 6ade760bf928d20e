"""`kapok import`: seasons, or single files of a season, into the running system."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cli.terminal.options import address_options


@click.command("import")
@address_options
@click.option(
    "--rejects",
    "rejects_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The CSV file for rows that were not taken in.  [default: rejects.csv in the home, or here]",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
def import_(
    folder: Path, url: str | None, token: str | None, rejects_file: Path | None, paths: tuple[Path, ...]
) -> None:
    """Import seasons (folders) or single files of a season, in any order.

    samples/README.md describes the files. A malformed row is rejected with its number, field and reason, and the others
    go in; a file with a wrong header or encoding is refused whole. The same import again changes nothing.
    """
    from cli.importing.season import import_files
    from cli.systems.finding import chosen
    from cli.systems.system import System
    from cli.terminal.tables import make_console

    found = chosen(folder, url, token)
    result = import_files(found, paths, rejects_file or found.folder / "rejects.csv", make_console())
    click.echo(f"{result.rows:,} rows were sent")
    if result.rows and isinstance(found, System):
        click.echo(f"`./kapok status{found.option} --wait-idle 600` waits until all is worked off")
    if result.refused:
        sys.exit(1)
