"""`kapok token`: a token for trying the HTTP API of a home."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.terminal.errors import CommandError
from cli.terminal.options import home_option, source_option

if TYPE_CHECKING:
    from shared.where import Where


@click.command()
@home_option
@click.option("--scope", "scopes", multiple=True, required=True, help="What the token allows; can be given repeatedly.")
@click.option("--subject", default="newcomer", show_default=True, help="Whom the token is for.")
@click.option(
    "--region",
    "regions",
    multiple=True,
    metavar="CODE",
    help="Where it may act: a region with all below it, by its six digits; by default the whole province.",
)
@click.option(
    "--organisation",
    "organisations",
    multiple=True,
    metavar="REF",
    help="For whom it may act: an organisation with all below it, by its reference.",
)
@click.option("--own", is_flag=True, help="A volunteer's token: its subject, the volunteer's number, sees its own.")
@click.option("--partner", is_flag=True, help="A partner's token: its subject, the partner's reference, has a feed.")
@click.option(
    "--hours", type=float, default=24, show_default=True, help="Its life, up to KAPOK_TOKEN_MOST_HOURS (720)."
)
@source_option
def token(
    *,
    folder: Path,
    scopes: tuple[str, ...],
    subject: str,
    regions: tuple[str, ...],
    organisations: tuple[str, ...],
    own: bool,
    partner: bool,
    hours: float,
    source: str,
) -> None:
    """Print a token (JWT) for the HTTP API.

    A scope is `<service>:<action>`, for example hours:read; docs/access.md names the one of each request, and how each
    is limited to where a token may act.
    """
    from cli.systems import finding
    from cli.talking.client import signing_settings_of
    from shared.web.auth import make_token
    from shared.web.tokens import number_of

    words = [word for scope in scopes for word in scope.replace(",", " ").split()]
    _must_be_there(words)
    settings = signing_settings_of(finding.find(folder))
    where = _where(subject, regions, organisations, own=own, partner=partner)
    lifetime = _lifetime(hours, settings.token_most_hours)
    made = make_token(settings, subject, words, lifetime, source=source, where=where)
    click.echo(made)
    click.echo(f"its number is {number_of(made)}, by which `./kapok revoke` ends it before its time", err=True)


def _must_be_there(words: Iterable[str]) -> None:
    """A misspelt scope would make a token that opens nothing, and be found out by its holder."""
    from shared.web.scopes import SCOPES

    if unknown := sorted(set(words) - set(SCOPES)):
        raise CommandError(f"there is no scope {', '.join(unknown)}; there are {', '.join(SCOPES)}")
    if not words:
        raise CommandError(f"a token needs a scope; there are {', '.join(SCOPES)}")


def _where(subject: str, regions: Iterable[str], organisations: Iterable[str], *, own: bool, partner: bool) -> Where:
    """Where the token may act; who says nothing gets the province, and is told so beside the token."""
    from shared.regions import is_region
    from shared.where import EVERYWHERE, Where

    if wrong := sorted(code for code in regions if not is_region(code)):
        raise CommandError(f"{', '.join(wrong)} is not one of Guangdong's 144 region codes (GB/T 2260)")
    found = Where(
        frozenset(regions), frozenset(organisations), subject if own else None, partner=subject if partner else None
    )
    if not found.nowhere:
        return found
    click.echo("for the whole province; --region, --organisation, --own or --partner limit it", err=True)
    return EVERYWHERE


def _lifetime(hours: float, most: float) -> dt.timedelta:
    if not 0 < hours <= most:  # so that what is no number at all is refused, too
        raise CommandError(f"a token lives for more than 0 and at most {most:g} hours (KAPOK_TOKEN_MOST_HOURS)")
    return dt.timedelta(hours=hours)
