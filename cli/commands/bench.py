"""`kapok bench`: how fast it is, beside what one would use or write instead, measured here and now."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

    from tests.bench.arena import Arena

CONTESTANTS = ("nameko", "faststream", "floor", "kapok")
UNSEALED = "unsealed"
"""Kapok without a key of seals."""
PARTS = ("latency", "sizes")
Found = dict[str, Any]

json_option = click.option(
    "--json",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the figures as JSON too.",
)


class Names(click.ParamType[tuple[str, ...]]):
    """A list of names, separated by commas."""

    name = "NAMES"

    def __init__(self, known: tuple[str, ...]) -> None:
        self.known = known

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The names, each known."""
        names = tuple(value.split(",")) if isinstance(value, str) else tuple(value)
        unknown = [name for name in names if name and name not in self.known]
        if unknown:
            self.fail(f"there is no {unknown[0]!r}; there are {', '.join(self.known)}", param, ctx)
        return tuple(name for name in names if name)


@click.group()
def bench() -> None:
    """Measure, on a system of its own. What is measured and how: docs/benchmarks.md."""


@bench.command()
@click.option("--events", type=click.IntRange(100), default=20_000, show_default=True, help="Events for each system.")
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True, help="Turns that each system gets.")
@click.option(
    "--only", type=Names((*CONTESTANTS, UNSEALED)), default=",".join(CONTESTANTS), show_default=True, metavar="NAMES"
)
@click.option("--skip", type=Names(PARTS), default="", metavar="NAMES", help=f"Parts to leave out: {', '.join(PARTS)}.")
@click.option("--where", "ask_where", is_flag=True, help="Tell where the time goes from HTTP to the partner feed.")
@json_option
def pipeline(
    events: int, rounds: int, only: tuple[str, ...], skip: tuple[str, ...], file: Path | None, *, ask_where: bool
) -> None:
    """Measure one hop, from logged attendance to credited hours, beside plain nameko, FastStream and a floor.

    Then the same with small and large ledgers, the time from HTTP to the partner feed at half load, and the memory.
    Ends with 1 when a figure could not be taken; it is named, and all others are shown and written.
    """
    from tests.bench import counted, tables
    from tests.bench import pipeline as measured

    def measure(place: Arena) -> Found:
        return measured.measure(place, events, rounds, _say, only=only, skip=skip, ask_where=ask_where)

    _run(measure, tables.show_pipeline, file, counted.THROUGH if ask_where else ())


@bench.command()
@click.option("--singles", type=click.IntRange(8), default=400, show_default=True, help="Single rows in a round.")
@click.option("--batches", type=click.IntRange(4), default=12, show_default=True, help="Batches of 500 in a round.")
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True, help="Turns that each server gets.")
@json_option
def http(singles: int, batches: int, rounds: int, file: Path | None) -> None:
    """Measure attendance taken in over HTTP, beside a bare handler that does one insert under the same server.

    Ends with 1 when a figure could not be taken; it is named, and all others are shown and written.
    """
    from tests.bench import intake, tables

    _run(lambda place: intake.measure(place, singles, batches, rounds, _say), tables.show_http, file)


@bench.command(name="sign_ups")
@click.option("--sign-ups", type=click.IntRange(8, 20_000), default=1_000, show_default=True, help="Of a round.")
@click.option("--rounds", type=click.IntRange(1, 90), default=3, show_default=True, help="Turns that each server gets.")
@json_option
def sign_ups(sign_ups: int, rounds: int, file: Path | None) -> None:
    """Sign up for places of 200 shifts over HTTP from 8 clients, beside a bare handler that does one insert.

    Ends with 1 when a figure could not be taken; it is named, and all others are shown and written.
    """
    from tests.bench import signing_up, tables

    _run(lambda place: signing_up.measure(place, sign_ups, rounds, _say), tables.show_sign_ups, file)


@bench.command()
@click.option(
    "--volunteers",
    type=click.IntRange(1_000, 200_000),
    default=100_000,
    show_default=True,
    help="Rows of the file that are measured.",
)
@json_option
def register(volunteers: int, file: Path | None) -> None:
    """Register volunteers by file, all services running: the rate in each tenth of the file, and the memory meanwhile.

    Ends with 1 when the import ended early; what was measured until then is shown and written all the same.
    """
    from tests.bench import register as measured
    from tests.bench import tables

    _run(lambda place: measured.measure(place, volunteers, _say), tables.show_register, file)


@bench.command()
@click.option(
    "--scale", type=click.FloatRange(0.05, 20), default=10, show_default=True, help="1 is the season of 2018."
)
@json_option
def season(scale: float, file: Path | None) -> None:
    """Import a whole season: of its presences the rate in each tenth of the file, and the memory meanwhile.

    Ends with 1 when the import ended early; what was measured until then is shown and written all the same.
    """
    from tests.bench import tables, whole_season

    _run(lambda place: whole_season.measure(place, scale, _say), tables.show_season, file)


@bench.command()
@click.option(
    "--events",
    type=click.IntRange(20_000, 5_000_000),
    default=1_000_000,
    show_default=True,
    help="Events of the long log.",
)
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True, help="Readings of each log.")
@json_option
def feed(events: int, rounds: int, file: Path | None) -> None:
    """Read the partners' feed from its beginning, as one partner does: of a log of 10,000 events, and of a long one.

    Then the same where every event was a commit of its own. Ends with 1 when a figure could not be taken; it is named,
    and all others are shown and written.
    """
    from tests.bench import reading, tables

    _run(lambda place: reading.measure(place, events, rounds, _say), tables.show_feed, file)


@bench.command()
@click.option("--volunteers", type=click.IntRange(100, 1_000_000), default=100_000, show_default=True)
@click.option("--shifts", type=click.IntRange(10, 100_000), default=5_000, show_default=True)
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True, help="Turns that each solver gets.")
@click.option(
    "--svg",
    "picture",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Draw how good the assignments are.",
)
@json_option
def matching(volunteers: int, shifts: int, rounds: int, picture: Path | None, file: Path | None) -> None:
    """Solve the roster of a province, beside the bare solver, a greedy and a random assignment.

    How many places are filled, at what cost, how evenly, and what it takes in time and memory. Nothing is started but
    the contestants, each in a process of its own. Ends with 1 when a figure could not be taken; it is named.
    """
    from tests.bench import matching as measured
    from tests.bench import picture as drawn
    from tests.bench import tables

    def measure() -> Found:
        found = measured.measure(volunteers, shifts, rounds, _say)
        if picture:
            picture.write_text(drawn.picture(found), encoding="utf-8")
        return found

    _finish(measure, tables.show_matching, file)


@bench.command()
@click.option("--presences", type=click.IntRange(50, 20_000), default=1_500, show_default=True, help="Of each part.")
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True, help="How often the log is sent again.")
@json_option
def push(presences: int, rounds: int, file: Path | None) -> None:
    """Send one partner what it is told, all services running: how soon after HTTP 202, and how fast in batches.

    Ends with 1 when a figure could not be taken; it is named, and all others are shown and written.
    """
    from tests.bench import pushes, tables

    _run(lambda place: pushes.measure(place, presences, rounds, _say), tables.show_push, file)


@bench.command()
@click.option("--volunteers", type=click.IntRange(100, 2_000_000), default=200_000, show_default=True)
@click.option(
    "--hours", type=click.IntRange(1, 500), default=20, show_default=True, help="Credited a second meanwhile."
)
@json_option
def policies(volunteers: int, hours: int, file: Path | None) -> None:
    """Simulate a new version of the stars' policy, then adopt it, while hours are credited.

    How long it takes to say who would lose a star, and then until everybody is decided on by it. Ends with 1 when a
    figure could not be taken; it is named, and all others are shown and written.
    """
    from tests.bench import policies as measured
    from tests.bench import tables

    _run(lambda place: measured.measure(place, volunteers, hours, _say), tables.show_policies, file)


@bench.command()
@click.option("--entries", type=click.IntRange(1_000, 5_000_000), default=100_000, show_default=True)
@json_option
def verify(entries: int, file: Path | None) -> None:
    """Seal a ledger, then verify it: entries a second, hashing and reading from the store apart.

    What sealing costs a hop, `bench pipeline --only kapok,unsealed` measures. Ends with 1 when a figure could not be
    taken; it is named, and all others are shown and written.
    """
    from tests.bench import seals, tables

    _run(lambda place: seals.measure(place, entries, _say), tables.show_seals, file)


def _run(
    measure: Callable[[Arena], Found],
    show: Callable[[Found, Console], None],
    file: Path | None,
    through: tuple[str, ...] = (),
) -> None:
    from tests.bench import arena

    def within() -> Found:
        with arena.opened(through) as place:
            return measure(place)

    _finish(within, show, file)


def _finish(measure: Callable[[], Found], show: Callable[[Found, Console], None], file: Path | None) -> None:
    from cli.terminal import interruption
    from cli.terminal.errors import CommandError
    from cli.terminal.tables import make_console

    try:
        with interruption.raised():
            found = measure()
    except interruption.Interrupted:
        sys.exit(130)
    if file:
        file.write_text(json.dumps(found, indent=2) + "\n")
    show(found, make_console())
    if found.get("problem"):
        raise CommandError(f"ended early: {found['problem']}")


def _say(text: str) -> None:
    click.echo(text, err=True)
