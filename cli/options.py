"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from cli.paths import DEFAULT_HOME

home_option = click.option(
    "--home",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_HOME,
    show_default=".kapok/home in the project",
    help="The folder that holds everything of one running system. Several can run side by side.",
)
