"""`kapok certificate`: certificates of credited hours are verified, and issued to all who served somewhere."""

from __future__ import annotations

from pathlib import Path

import click

from cli.terminal.options import address_options

FILES = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def certificate() -> None:
    """Verify certificates of credited hours offline, and issue an organisation's."""


@certificate.command()
@click.argument("certificates", type=FILES, nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--keys",
    type=FILES,
    required=True,
    metavar="KEYS",
    help="The public keys, as `GET /hours/v1/certificates/keys` answers with them.",
)
def verify(*, certificates: tuple[Path, ...], keys: Path) -> None:
    """Verify certificates, PDF or JSON, by the public keys alone: no network is needed, and no store.

    Whether one was revoked since, only the check by its serial says.
    """
    from cli.certificates import verifying

    known = verifying.read_keys(keys)
    told = [verifying.verified(one, known) for one in certificates]
    for one in told:
        click.echo(one.words)
    if not all(one.holds for one in told):
        raise SystemExit(1)


@certificate.command()
@address_options
@click.argument("organisation")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--from", "first_day", required=True, metavar="DAY", help="The first day of service, such as 2018-01-01.")
@click.option("--to", "last_day", required=True, metavar="DAY", help="The last day of service.")
def batch(
    *,
    folder: Path,
    url: str | None,
    token: str | None,
    organisation: str,
    file: Path,
    first_day: str,
    last_day: str,
) -> None:
    """Issue certificates to all who served in an organisation's shifts, and write them into a ZIP.

    Begun again after a break, it goes on: what was issued already is the same.
    """
    from cli.certificates import issuing
    from cli.systems.finding import chosen
    from cli.talking.api import Api
    from cli.terminal.tables import make_console

    days = {"first_day": first_day, "last_day": last_day}
    with Api(chosen(folder, url, token), "certificate", issuing.SCOPES, patience=10) as api:
        count = issuing.issue(api, organisation, days)
        issuing.fetch(api, organisation, days, file)
    make_console().print(f"{file} has {count} certificates, and a list of them", highlight=False)
