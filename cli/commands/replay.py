"""`kapok replay`: a service's history, sent again to one subscriber."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from cli.terminal.options import home_option
from shared.config import SERVICES


def _beginning(context: click.Context, parameter: click.Parameter, value: str) -> int | dt.datetime:
    from cli.operating.replaying import read_beginning

    try:
        return read_beginning(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command()
@home_option
@click.option("--type", "types", metavar="TYPE", multiple=True, help="Only this type; can be given repeatedly.")
@click.option(
    "--from",
    "begin",
    metavar="POSITION|TIME",
    default="1",
    callback=_beginning,
    help="Begin at a position of the log, or at a time (ISO 8601; Chinese time if it has no offset).  [default: 1]",
)
@click.option("--to", "target", metavar="SUBSCRIBER", required=True, help="A service, or a queue of your own.")
@click.argument("source", type=click.Choice(SERVICES), metavar="SOURCE")
def replay(folder: Path, types: tuple[str, ...], begin: int | dt.datetime, target: str, source: str) -> None:
    """Send what a service published again, to one subscriber only.

    SOURCE is the service whose event log is read. A service gets the types that it listens to; what it has handled
    before it drops. Nobody else notices.
    """
    from cli.operating.replaying import Replaying, beginning_in_words
    from cli.systems import finding
    from cli.talking.answers import expected
    from cli.terminal.progress import bar
    from cli.terminal.tables import make_console

    found = finding.find(folder)
    replaying = Replaying(found, source, lambda line: click.echo(line, err=True))
    with closing(replaying.sender):
        with expected(found):
            plan = replaying.plan(types, begin, target)
        click.echo(f"from {beginning_in_words(plan, begin)} to {plan.last:,} of {source}'s log, to:")
        for event_type, queue in plan.queues.items():
            click.echo(f"  {queue}" if queue.endswith(event_type) else f"  {queue} gets {event_type}")
        position, sent = plan.first - 1, 0
        # What stops it, be it the user, says where to go on.
        with (
            _told(lambda: position),
            expected(found, lambda: f"go on with --from {position + 1}"),
            bar(make_console(), source, plan.last - position) as tell,
        ):
            for position, sent in replaying.run(plan):  # noqa: B007
                tell(position - plan.first + 1)
    click.echo(f"{sent:,} events were sent")
    if sent and target in SERVICES:
        click.echo(f"`./kapok status{found.option} --wait-idle 600` waits until they are handled")


@contextmanager
def _told(position: Callable[[], int]) -> Iterator[None]:
    """Interrupted, it says where to go on."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(f"stopped; go on with --from {position() + 1}", err=True)
        raise
