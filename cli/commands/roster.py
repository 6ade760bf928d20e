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
@click.option("--cities", is_flag=True, help="Have each city's solved by itself, by whichever worker is free.")
@click.option("--run", metavar="RUN", help="Show how far the cities of a run are that was asked for before.")
def roster(
    *, folder: Path, url: str | None, token: str | None, file: Path | None, cities: bool, run: str | None
) -> None:
    """Solve the roster of the imported shifts: most places filled, at the least cost, beside greedy and random.

    With --cities a roster for each city, side by side: it waits until each is solved or failed, and shows which.
    Whoever stops waiting looks again with --run.
    """
    if cities or run:
        _of_cities(folder, url, token, file, run)
        return
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


def _of_cities(folder: Path, url: str | None, token: str | None, file: Path | None, name: str | None) -> None:
    from cli.results import city_rosters, files
    from cli.results.tables import show_city_rosters
    from cli.systems.finding import chosen
    from cli.talking.api import Api
    from cli.terminal.progress import bar
    from cli.terminal.tables import make_console

    console = make_console()
    with Api(chosen(folder, url, token), "roster", city_rosters.SCOPES, patience=10) as api:
        run = city_rosters.look(api, name) if name else city_rosters.ask(api)
        if not name:
            console.print(f"run {run['run']}", highlight=False)
            with bar(console, "Cities", len(run["cities"])) as tell:
                run = city_rosters.wait(api, run, tell)
    if file:
        files.write(run, file)
    show_city_rosters(run, console)
