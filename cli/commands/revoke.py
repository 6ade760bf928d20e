"""`kapok revoke`: a token counts no longer, or all of somebody."""

from __future__ import annotations

from pathlib import Path

import click

from cli.terminal.errors import CommandError
from cli.terminal.options import address_options, source_option


@click.command()
@address_options
@click.option("--subject", "subjects", multiple=True, help="Whose tokens, all that were made until now.")
@source_option
@click.argument("numbers", nargs=-1, metavar="[JTI]...")
def revoke(
    *,
    folder: Path,
    url: str | None,
    token: str | None,
    subjects: tuple[str, ...],
    source: str,
    numbers: tuple[str, ...],
) -> None:
    """Revoke tokens: within 10 s no api takes them.

    By their numbers (the claim `jti`; `./kapok token` tells it), or all of a subject that speaks for a source. What is
    made for it from now on counts.
    """
    from cli.systems.finding import chosen
    from cli.talking.api import Api

    if not (numbers or subjects):
        raise CommandError("which tokens? Name them by their numbers, or whose they are by --subject")
    with Api(chosen(folder, url, token), "operator", ["registry:revoke"], patience=10) as api:
        for jti in numbers:
            done = api.post("/registry/v1/revocations", {"jti": jti})
            click.echo(f"{done['jti']} is revoked since {done['revoked_at']}")
        for subject in subjects:
            done = api.post("/registry/v1/holder-revocations", {"subject": subject, "source": source})
            click.echo(f"{done['holder']} is revoked since {done['revoked_at']}")
