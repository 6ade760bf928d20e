"""`kapok pin`: a release names images by their digests."""

from __future__ import annotations

from typing import TextIO

import click


@click.command()
@click.argument("digests", type=click.File(encoding="utf-8"))
def pin(*, digests: TextIO) -> None:
    """Name the images of others by digests, in docker-compose.yml and the Dockerfile of this copy.

    DIGESTS has a line for each image: its name and tag, and its digest; - is the standard input.
    """
    from cli.paths import ROOT
    from cli.project import pins

    for image in pins.pin(ROOT, pins.read(digests)):
        click.echo(image)
