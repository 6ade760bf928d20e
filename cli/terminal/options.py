"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from cli.paths import DEFAULT_HOME
from cli.terminal.values import SourceName
from shared.sources import LOCAL

home_option = click.option(
    "--home",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_HOME,
    show_default=".kapok/home in the project",
    help="The folder that holds everything of one running system. Several can run side by side.",
)


source_option = click.option(
    "--source",
    default=LOCAL,
    show_default=True,
    metavar="NAME",
    type=SourceName(),
    help="The system whose records these are: its references are its own, whatever other sources call so.",
)


def address_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--home`, or `--url` with `--token` for a system that runs elsewhere."""
    url = click.option("--url", metavar="URL", help="Where a system answers that runs elsewhere, in place of a home.")
    token = click.option("--token", envvar="KAPOK_TOKEN", help="The token for it.  [default: KAPOK_TOKEN]")
    return home_option(url(token(command)))
