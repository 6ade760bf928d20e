"""`kapok figures`: where the network stands, beside the plan's targets."""

from __future__ import annotations

from pathlib import Path

import click

from cli.terminal.options import address_options
from cli.terminal.values import Day


@click.command()
@address_options
@click.option(
    "--as-of",
    "day",
    type=Day(),
    metavar="DATE",
    help="With all that is dated on or before this day.  [default: today in China]",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead.")
def figures(*, folder: Path, url: str | None, token: str | None, day: str | None, as_json: bool) -> None:
    """Show the plan's targets beside what is: federations, coverage, members; then stations and activity, by city."""
    import json

    from cli.results.figure_tables import show
    from cli.results.figures import SCOPES, fetch
    from cli.systems.finding import chosen
    from cli.talking.api import Api
    from cli.terminal.tables import make_console

    with Api(chosen(folder, url, token), "figures", SCOPES, patience=10) as api:
        figures_of_day = fetch(api, day)
    if as_json:
        click.echo(json.dumps(figures_of_day.found, ensure_ascii=False, indent=1, sort_keys=True))
    else:
        show(figures_of_day, make_console())
