"""`kapok demo`: a season or a year from its files to its roster and its report, on a system of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cli.paths import DEMO_HOME, SAMPLE
from cli.terminal.values import Day


@click.command()
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=SAMPLE,
    show_default="samples/warm_winter",
    metavar="DIR",
    help="A folder in the format of samples/README.md: a season such as samples/warm_winter, or a year of the province"
    " such as samples/province_year, or a part of either.",
)
@click.option(
    "--report",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the results as JSON too; rejected rows go into FILE.rejects.csv.",
)
@click.option(
    "--home",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEMO_HOME,
    show_default=".kapok/demo in the project",
    help="The folder for the demo's system; each demo begins with an empty one.",
)
@click.option(
    "--as-of",
    "day",
    type=Day(),
    metavar="DATE",
    help="Evaluate everything on this day.  [default: the day of the last credited entry]",
)
def demo(data: Path, file: Path | None, folder: Path, day: str | None) -> None:
    """Run a season, or a year of the province, through the five services, and show what it comes to.

    Starts the system, imports the folder, waits until all events are worked off, solves the roster, shows the results,
    where there are populations the figures beside the plan's targets too, and stops everything.
    """
    from cli.demonstration import demonstrate
    from cli.terminal import interruption

    try:
        with interruption.raised():
            complete = demonstrate(folder, data, file, day)
    except interruption.Interrupted:
        sys.exit(130)
    if not complete:
        sys.exit(1)
