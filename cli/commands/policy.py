"""`kapok policy`: new versions of policies in a file, looked at before anybody is decided on by them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.terminal.options import address_options
from cli.terminal.values import Day

if TYPE_CHECKING:
    from cli.talking.api import Api

file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")


as_option = click.option(
    "--as",
    "who",
    metavar="NAME",
    help="Who proposes or adopts in a system of your own; elsewhere the token says that.  [default: policy]",
)


@click.group()
def policy() -> None:
    """Check, compare, propose and simulate new versions of policies; a second person adopts them.

    FILE is a table, .csv or .xlsx, with a row for each version: policy_version_ref, name, version, holds_from, and the
    numbers of its rule: thresholds (minutes, joined by |) of stars; minutes, points, at_most, years and
    by_calendar_year of points; minutes, period_minutes and period_years of awards. Versions of the tilt of allocations
    are treated alike, but simulated: tilt_version_ref, version, holds_from, county_outside_delta, outside_delta and
    in_delta.
    """


@policy.command()
@address_options
@file_argument
def check(*, folder: Path, url: str | None, token: str | None, file: Path) -> None:
    """Say what is wrong with the versions of a file; nothing is sent. Ends with 1 when anything is."""
    from cli.policies.showing import show_faults
    from cli.policies.versions import SCOPES, faults
    from cli.terminal.tables import make_console

    with _api(folder, url, token, None, SCOPES) as api:
        found = faults(api, file)
    show_faults(found, make_console())
    sys.exit(1 if found else 0)


@policy.command()
@address_options
@file_argument
def diff(*, folder: Path, url: str | None, token: str | None, file: Path) -> None:
    """Show each number of the versions of a file beside the one that holds on their first day without them."""
    from cli.policies.showing import show_differences
    from cli.policies.versions import SCOPES, differences
    from cli.terminal.tables import make_console

    with _api(folder, url, token, None, SCOPES) as api:
        show_differences(differences(api, file), make_console())


@policy.command()
@address_options
@click.option(
    "--as-of", "day", type=Day(), metavar="DATE", help="Who would have what on this day.  [default: the first day]"
)
@click.option(
    "--csv",
    "list_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="LIST",
    help="Write everybody who gains or loses, by number, with what they have before and after.",
)
@file_argument
def simulate(
    *, folder: Path, url: str | None, token: str | None, day: str | None, list_file: Path | None, file: Path
) -> None:
    """Propose the versions of a file, and say who would gain and who lose by each; nobody is decided on by them yet.

    A proposal waits until a second person adopts it: `kapok policy adopt`.
    """
    from cli.policies.showing import show_effects, write_list
    from cli.policies.versions import SCOPES, simulated
    from cli.terminal.tables import make_console

    console = make_console()
    with _api(folder, url, token, None, SCOPES) as api:
        found = simulated(api, file, day, console)
    if list_file:
        write_list(found, list_file)
    show_effects(found, console)


@policy.command()
@address_options
@as_option
@file_argument
def propose(*, folder: Path, url: str | None, token: str | None, who: str | None, file: Path) -> None:
    """Propose the versions of a file; nobody is decided on by them until a second person adopts them."""
    from cli.policies.showing import show_proposed
    from cli.policies.versions import SCOPES, proposed
    from cli.terminal.tables import make_console

    with _api(folder, url, token, who, SCOPES) as api:
        show_proposed(proposed(api, file), make_console())


@policy.command()
@address_options
@as_option
@file_argument
def adopt(*, folder: Path, url: str | None, token: str | None, who: str | None, file: Path) -> None:
    """Adopt the versions of a file, as somebody else than who proposed them; they decide from their first days on.

    A version that was proposed otherwise than the file says is not adopted. Each is the next of its name and begins
    today or later; one cannot be taken back, only followed by another.
    """
    from cli.policies.adopting import SCOPES
    from cli.policies.adopting import adopt as adopt_versions
    from cli.policies.showing import show_adopted
    from cli.terminal.tables import make_console

    with _api(folder, url, token, who, SCOPES) as api:
        show_adopted(adopt_versions(api, file), make_console())


def _api(folder: Path, url: str | None, token: str | None, who: str | None, scopes: tuple[str, ...]) -> Api:
    from cli.systems.finding import chosen
    from cli.talking.api import Api
    from cli.terminal.errors import CommandError

    if url and who:
        raise CommandError("--as is for a system of your own: elsewhere the token says who asks")
    return Api(chosen(folder, url, token), who or "policy", scopes)
