"""`kapok revoke`: a token counts no longer."""

from __future__ import annotations

from pathlib import Path

import click

from cli.terminal.options import address_options


@click.command()
@address_options
@click.argument("numbers", nargs=-1, required=True, metavar="JTI...")
def revoke(*, folder: Path, url: str | None, token: str | None, numbers: tuple[str, ...]) -> None:
    """Revoke tokens by their numbers (the claim `jti`; `./kapok token` tells it): within 10 s no api takes them."""
    from cli.systems.finding import chosen
    from cli.talking.api import Api

    with Api(chosen(folder, url, token), "operator", ["registry:revoke"], patience=10) as api:
        for jti in numbers:
            done = api.post("/registry/v1/revocations", {"jti": jti})
            click.echo(f"{done['jti']} is revoked since {done['revoked_at']}")
