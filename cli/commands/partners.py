"""`kapok partners`: how the feeds of partners stand."""

from __future__ import annotations

from pathlib import Path

import click

from cli.terminal.options import address_options


@click.group()
def partners() -> None:
    """Watch over what partners are told."""


@partners.command()
@address_options
@click.option(
    "--json",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write JSON for programs too.",
)
def status(*, folder: Path, url: str | None, token: str | None, file: Path | None) -> None:
    """Show how far each partner was told, how far it has read, what waits for it since when, and when it last asked."""
    from cli.results import files
    from cli.results.partners import SCOPES, fetch, show
    from cli.systems.finding import chosen
    from cli.talking.api import Api
    from cli.terminal.tables import make_console

    with Api(chosen(folder, url, token), "partners", SCOPES, patience=10) as api:
        found = fetch(api)
    if file:
        files.write(found, file)
    show(found, make_console())
