"""`kapok token`: a token for trying the HTTP API of a home."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from cli.terminal.options import home_option, source_option


@click.command()
@home_option
@click.option("--scope", "scopes", multiple=True, required=True, help="What the token allows; can be given repeatedly.")
@click.option("--subject", default="newcomer", show_default=True, help="Whom the token is for.")
@click.option("--region", help="The holder's region, by its six digits; carried, not yet looked at.")
@click.option("--hours", type=click.FloatRange(0, min_open=True), default=24, show_default=True, help="Its life.")
@source_option
def token(
    *, folder: Path, scopes: tuple[str, ...], subject: str, region: str | None, hours: float, source: str
) -> None:
    """Print a token (JWT) for the HTTP API.

    A scope is `<service>:<action>`, for example hours:read; docs/http.md names the one of each request.
    """
    from cli.systems import finding
    from cli.talking.client import settings_of
    from shared.web.auth import make_token

    words = [word for scope in scopes for word in scope.replace(",", " ").split()]
    click.echo(
        make_token(settings_of(finding.find(folder)), subject, words, region, dt.timedelta(hours=hours), source=source)
    )
