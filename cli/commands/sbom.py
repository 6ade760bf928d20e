"""`kapok sbom`: what Kapok is made of."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def sbom(*, file: Path) -> None:
    """Write what Kapok is made of into a file: a bill of materials (CycloneDX 1.6), as scanners read it."""
    from cli.project import components
    from cli.results import files
    from shared import clock

    bill = components.bill(clock.now())
    files.write(bill, file)
    click.echo(f"{len(bill['components'])} components in {file}")
