"""`kapok token`: a token for trying the HTTP API of a home."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import click

from cli.terminal.errors import CommandError
from cli.terminal.options import home_option, source_option


@click.command()
@home_option
@click.option("--scope", "scopes", multiple=True, required=True, help="What the token allows; can be given repeatedly.")
@click.option("--subject", default="newcomer", show_default=True, help="Whom the token is for.")
@click.option("--region", help="The holder's region, by its six digits; carried, not yet looked at.")
@click.option(
    "--hours", type=float, default=24, show_default=True, help="Its life, up to KAPOK_TOKEN_MOST_HOURS (720)."
)
@source_option
def token(
    *, folder: Path, scopes: tuple[str, ...], subject: str, region: str | None, hours: float, source: str
) -> None:
    """Print a token (JWT) for the HTTP API.

    A scope is `<service>:<action>`, for example hours:read; docs/http.md names the one of each request.
    """
    from cli.systems import finding
    from cli.talking.client import signing_settings_of
    from shared.web.auth import make_token

    words = [word for scope in scopes for word in scope.replace(",", " ").split()]
    _must_be_there(words)
    settings = signing_settings_of(finding.find(folder))
    lifetime = _lifetime(hours, settings.token_most_hours)
    click.echo(make_token(settings, subject, words, region, lifetime, source=source))


def _must_be_there(words: Iterable[str]) -> None:
    """A misspelt scope would make a token that opens nothing, and be found out by its holder."""
    from shared.web.scopes import SCOPES

    if unknown := sorted(set(words) - set(SCOPES)):
        raise CommandError(f"there is no scope {', '.join(unknown)}; there are {', '.join(SCOPES)}")
    if not words:
        raise CommandError(f"a token needs a scope; there are {', '.join(SCOPES)}")


def _lifetime(hours: float, most: float) -> dt.timedelta:
    if not 0 < hours <= most:  # so that what is no number at all is refused, too
        raise CommandError(f"a token lives for more than 0 and at most {most:g} hours (KAPOK_TOKEN_MOST_HOURS)")
    return dt.timedelta(hours=hours)
