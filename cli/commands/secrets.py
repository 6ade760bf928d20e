"""`kapok secrets`: the environment file of a deployment."""

from __future__ import annotations

import os
from pathlib import Path

import click

from cli.paths import ROOT


@click.command()
@click.argument(
    "file", type=click.Path(dir_okay=False, path_type=Path), default=ROOT / ".env", required=False, metavar="[FILE]"
)
def secrets(file: Path) -> None:
    """Write all passwords and keys that the containers need into an environment file, readable by its owner only.

    FILE is by default .env beside docker-compose.yml, where `docker compose` looks for it. A file that is there stays:
    its passwords are those of the data. Keep a copy of it where the backups are not; without its keys nobody reads the
    sealed facts in them again.
    """
    from cli.systems.keys import for_deployment
    from cli.terminal.errors import CommandError

    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as lines:
            lines.writelines(f"{name}={value}\n" for name, value in for_deployment().items())
    except FileExistsError:
        raise CommandError(f"{file} is there already; what runs with its passwords would lose them") from None
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}") from None
    click.echo(f"{file} has the secrets; `docker compose up --wait` starts the system with them")
