"""`kapok env`: where a home's API and broker are, for a shell and for programs of one's own."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from cli.terminal.options import home_option


@click.command()
@home_option
def env(folder: Path) -> None:
    """Print the addresses of the API and of the broker as environment variables.

    For a shell: eval "$(./kapok env)". The broker's address holds its password.
    """
    from cli.systems import finding

    found = finding.find(folder)
    for name, value in (("KAPOK_HTTP_URI", found.http_uri), ("KAPOK_BROKER_URI", found.broker_uri())):
        click.echo(f"export {name}={shlex.quote(value)}")
