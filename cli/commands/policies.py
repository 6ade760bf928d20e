"""`kapok policies`: which rule holds where and when."""

from __future__ import annotations

from pathlib import Path

import click

from cli.terminal.options import address_options
from cli.terminal.values import Day, Place


@click.command()
@address_options
@click.option("--on", "day", type=Day(), metavar="DATE", help="Those that hold on this day.")
@click.option(
    "--region", type=Place(), metavar="CODE", help="Those that decide in this place, by its six digits (GB/T 2260)."
)
@click.option(
    "--json",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write JSON for programs too.",
)
def policies(
    *, folder: Path, url: str | None, token: str | None, day: str | None, region: str | None, file: Path | None
) -> None:
    """Show the rules of all services as data: name, version, where and from when on each holds, and what it says."""
    from cli.results import files
    from cli.results.policies import SCOPES, fetch, show
    from cli.systems.finding import chosen
    from cli.talking.api import Api
    from cli.terminal.tables import make_console

    with Api(chosen(folder, url, token), "policies", SCOPES, patience=10) as api:
        found = fetch(api, day, region)
    if file:
        files.write(found, file)
    show(found, make_console())
