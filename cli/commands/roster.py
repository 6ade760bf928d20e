"""`kapok roster`: who takes which shift."""

from __future__ import annotations

from pathlib import Path

import click

from cli.terminal.options import address_options


@click.command()
@address_options
@click.option(
    "--json",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write JSON for programs too.",
)
def roster(folder: Path, url: str | None, token: str | None, file: Path | None) -> None:
    """Solve the roster of the imported shifts: most places filled, at the least cost, beside greedy and random."""
    from cli.results import files
    from cli.results.roster import SCOPES, solve, to_json
    from cli.results.tables import show_roster
    from cli.systems.finding import chosen
    from cli.talking.api import Api
    from cli.terminal.tables import make_console

    with Api(chosen(folder, url, token), "roster", SCOPES, patience=10) as api:
        solved = solve(api)
    if file:
        files.write(to_json(solved), file)
    show_roster(solved, make_console())
