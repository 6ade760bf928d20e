"""`kapok report`: what became of the attendances, and what the volunteers have earned."""

from __future__ import annotations

from pathlib import Path

import click

from cli.terminal.options import address_options, source_option
from cli.terminal.values import Day


@click.command()
@address_options
@click.option(
    "--json",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write JSON for programs too.",
)
@click.option(
    "--as-of",
    "day",
    type=Day(),
    metavar="DATE",
    help="Evaluate everything on this day.  [default: the day of the last credited entry]",
)
@source_option
def report(
    *, folder: Path, url: str | None, token: str | None, file: Path | None, day: str | None, source: str
) -> None:
    """Show outcomes by reason, minutes and stars by city, and points by city.

    Where more than a season was imported, the outcomes of all other rows too, file by file.
    """
    from cli.results import files
    from cli.results.report import SCOPES, fetch
    from cli.results.tables import show_report
    from cli.systems.finding import chosen
    from cli.talking.api import Api
    from cli.terminal.language import say
    from cli.terminal.tables import make_console

    with Api(chosen(folder, url, token), "report", SCOPES, patience=10, source=source) as api:
        found = fetch(api, day, source)
    if file:
        files.write(found.to_json(), file)
    if found.came:
        show_report(found, make_console())
    else:
        click.echo(say(f"nothing to report came from the source {source}; `./kapok import --source NAME` says whose"))
