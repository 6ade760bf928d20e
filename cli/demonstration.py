"""The demo, step by step."""

from __future__ import annotations

import time
from pathlib import Path

from rich.console import Console

from cli.importing.season import Result, import_files
from cli.results import files, report, roster
from cli.results.figure_tables import show as show_figures
from cli.results.figures import Figures, knows_populations
from cli.results.tables import show_report, show_roster
from cli.stack.running import running
from cli.status.look import Look, Observer
from cli.status.quiet import wait_until_idle
from cli.status.resting import let_come_to_rest
from cli.systems.home import Home
from cli.talking.api import Api
from cli.talking.client import settings_of
from cli.terminal.errors import CommandError
from cli.terminal.tables import make_console, table

LONGEST_WAIT = 3600.0


def demonstrate(folder: Path, data: Path, report_file: Path | None, as_of: str | None = None) -> bool:
    """Run the season or the year in `data` on an empty system; whether all of it went in and was worked off.

    Raises:
        CommandError: something did not start, or did not come to rest.
    """
    console = make_console()

    def say(text: str) -> None:
        console.print(text, soft_wrap=True, highlight=False)

    with running(folder, None, say, empty=True) as stack:
        home = stack.home
        rejects = (
            report_file.with_name(f"{report_file.name}.rejects.csv") if report_file else home.folder / "rejects.csv"
        )
        say(f"\nimporting {data}")
        begun = time.monotonic()
        result = import_files(home, [data], rejects, console, settled=let_come_to_rest)
        sent = time.monotonic()
        worked_off = _come_to_rest(home, console)
        at_rest = time.monotonic()
        with Api(home, "demo", (*report.SCOPES, *roster.SCOPES)) as api:
            say("solving the roster")
            solved = roster.solve(api)
            look = _come_to_rest(home, console)
            found = report.fetch(api, as_of)
        if report_file:
            files.write(found.to_json(), report_file)
        console.print()
        show_report(found, console)
        show_roster(solved, console)
        figures = _figures(found)
        if figures:
            show_figures(figures, console)
        _show_throughput(result, worked_off, sent - begun, at_rest - begun, console)
        say("")
        for line in next_steps(home.option, figures):
            say(line)
    if look.dead_letters:
        raise CommandError(f"{look.dead_letters} messages could not be handled; the figures are not complete")
    return not result.refused


def next_steps(option: str, figures: Figures | None) -> list[str]:
    """How to look at all of it again, and at figures where those were shown.

    Args:
        option: what a command line needs to mean the demo's system.
    """
    again = f"`./kapok up{option}` runs this system again, for `report`, `roster` and the API."
    if figures is None:
        return [again]
    return [
        again,
        f"`./kapok figures{option} --as-of {figures.day}` then shows the figures of this day, or of another.",
    ]


def _figures(found: report.Report) -> Figures | None:
    """Those beside the plan's targets, where populations came in to compare them with."""
    figures = found.network.figures if found.network else None
    return figures if figures and knows_populations(figures.found) else None


def _come_to_rest(home: Home, console: Console) -> Look:
    with console.status("waiting until nothing is in flight") as line:
        observer = Observer(home, settings_of(home))
        look, busy = wait_until_idle(observer, LONGEST_WAIT, lambda busy: line.update(f"in flight: {', '.join(busy)}"))
    if busy:
        raise CommandError(f"still busy after {LONGEST_WAIT:.0f} s: {'; '.join(busy)}")
    return look


def _show_throughput(result: Result, look: Look, sending: float, resting: float, console: Console) -> None:
    events = sum(entry.head for entry in look.outboxes)
    shown = table("Throughput", "what", "count:", "seconds:", "a second:")
    for what, count, seconds in (
        ("rows sent over HTTP", result.rows, sending),
        ("rows worked off by all services", result.rows, resting),
        ("events published", events, resting),
    ):
        shown.add_row(what, f"{count:,}", f"{seconds:.1f}", f"{count / seconds:,.0f}")
    console.print(shown)
