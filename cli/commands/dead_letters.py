"""`kapok dead-letters`: messages that could not be handled."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.terminal.options import home_option
from shared.config import SERVICES

if TYPE_CHECKING:
    from cli.letters.acting import Parts, Tally
    from cli.letters.box import Box, Choice

HINTS = 10

service_option = click.option("--service", type=click.Choice(SERVICES), help="Only those of one subscriber.")
type_option = click.option("--type", "event_type", metavar="TYPE", help="Only those of one type of event.")
all_option = click.option("--all", "everything", is_flag=True, help="All, or all that --service and --type choose.")
keys_argument = click.argument("keys", nargs=-1, metavar="[ID]...")


@click.group("dead-letters")
def dead_letters() -> None:
    """List, show, send again or drop messages that could not be handled.

    An ID is as much of the beginning of a letter's id as makes it the only one.
    """


@dead_letters.command("list")
@home_option
@service_option
@type_option
@click.option("--limit", type=click.IntRange(1, 1_000), default=50, show_default=True, help="Letters on a page.")
@click.option("--after", metavar="CURSOR", help="Go on where a page ended.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def list_(
    folder: Path, service: str | None, event_type: str | None, limit: int, after: str | None, *, as_json: bool
) -> None:
    """List them, the newest of each subscriber first.

    What the broker gave up on its own is brought in first.
    """
    from cli.letters.showing import facts, listing
    from cli.talking.answers import expected
    from cli.terminal.tables import make_console

    box, choice = _open(folder), _choice(service, event_type)
    with expected(box.system):
        if after is None:
            _collect(box, everything=False)
        console = make_console()
        while True:
            letters, following = box.page(choice, limit, after)
            count = box.count(choice.services)
            if as_json:
                data = {"letters": [facts(*one) for one in letters], "next": following, "count": count}
                click.echo(json.dumps(data, ensure_ascii=False))
                return
            console.print(listing(letters, f"Dead letters: {count:,}"))
            if following is None:
                break
            if not (console.is_terminal and click.confirm("The next page?", default=True)):
                click.echo(f"the next page: --after {following}")
                break
            after = following
    if letters:
        click.echo(f"`./kapok dead-letters show ID{box.system.option}` shows one; `replay ID` sends it again")


@dead_letters.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.argument("key", metavar="ID")
def show(folder: Path, key: str, *, as_json: bool) -> None:
    """Show one with its error and its contents, in which what is a person's is hidden."""
    from cli.letters import showing
    from cli.talking.answers import expected
    from cli.terminal.tables import make_console

    box = _open(folder)
    with expected(box.system):
        service, letter = box.find(key)
    if as_json:
        click.echo(json.dumps(showing.whole(service, letter), ensure_ascii=False))
    else:
        showing.show(service, letter, make_console())
        option = box.system.option
        click.echo(f"`./kapok dead-letters replay {key}{option}` sends it to its queue again, `drop {key}` removes it")


@dead_letters.command()
@home_option
@all_option
@service_option
@type_option
@keys_argument
def replay(
    folder: Path, service: str | None, event_type: str | None, keys: tuple[str, ...], *, everything: bool
) -> None:
    """Send letters to the queue that they come from again, after what made them fail is put right.

    Only their own subscriber gets them. One that fails again is listed again. Sending twice has one effect.
    """
    from cli.letters import acting

    def send(box: Box, parts: Parts, tell: Callable[[int], None]) -> Tally:
        return acting.replay(box, parts, tell, lambda line: click.echo(line, err=True))

    box = _open(folder)
    tally = _act(box, "sending", _chosen(box, keys, service, event_type, everything=everything), send)
    _report(tally, "sent again")
    if tally.done:
        click.echo(
            f"`./kapok status{box.system.option} --wait-idle 60` waits until they are handled; what fails is listed"
        )
    _end(tally, "cannot be sent again and stay")


@dead_letters.command()
@home_option
@all_option
@service_option
@type_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@keys_argument
def drop(
    folder: Path,
    service: str | None,
    event_type: str | None,
    keys: tuple[str, ...],
    *,
    everything: bool,
    yes: bool,
) -> None:
    """Remove letters for good: what they tell of stays without effect."""
    from cli.letters import acting

    box = _open(folder)
    chosen = _chosen(box, keys, service, event_type, everything=everything)
    if not yes:
        meant = ", ".join(keys) or " of ".join(filter(None, ("all dead letters", event_type, service)))
        click.confirm(f"Drop {meant} for good?", abort=True)
    tally = _act(box, "dropping", chosen, acting.drop)
    _report(tally, "dropped")
    _end(tally, "were not dropped")


def _open(folder: Path) -> Box:
    from cli.letters.box import Box
    from cli.systems import finding

    return Box(finding.find(folder))


def _choice(service: str | None, event_type: str | None) -> Choice:
    from cli.letters.box import Choice

    # Of any type: a message may be here because there is no such type.
    return Choice((service,) if service else SERVICES, event_type)


def _chosen(
    box: Box, keys: tuple[str, ...], service: str | None, event_type: str | None, *, everything: bool
) -> tuple[Parts, int | None]:
    """The letters that are meant, in parts, and how many they are, if that is known."""
    from cli.talking.answers import expected

    if bool(keys) == everything or (keys and (service or event_type)):
        raise click.UsageError(
            "give either the ids of letters, or --all, with --service and --type if not all are meant"
        )
    choice = _choice(service, event_type)
    with expected(box.system):
        if everything:
            _collect(box, everything=True)
            return box.pages(choice), None if event_type else box.count(choice.services)
        found = [box.find(key) for key in dict.fromkeys(keys)]
        return [(name, [letter]) for name, letter in found], len(found)


def _collect(box: Box, *, everything: bool) -> None:
    strange = box.collect(everything=everything)
    if strange:
        click.echo(
            f"{strange:,} messages in kapok.dead-letters come from no queue of Kapok and are left there", err=True
        )


def _act(box: Box, title: str, chosen: tuple[Parts, int | None], act: Callable[..., Tally]) -> Tally:
    from cli.talking.answers import expected
    from cli.terminal.progress import bar
    from cli.terminal.tables import make_console

    parts, count = chosen
    with (
        expected(box.system, lambda: "try again later; what was done is done"),
        bar(make_console(), title, count) as tell,
    ):
        return act(box, parts, tell)


def _report(tally: Tally, what: str) -> None:
    for queue, number in sorted(tally.done.items()):
        click.echo(f"{what}: {number:,} of {queue}")
    if not tally.done and not tally.left:
        click.echo("there are no such dead letters")


def _end(tally: Tally, what: str) -> None:
    if tally.left:
        click.echo(f"{len(tally.left):,} {what}:", err=True)
        for key, reason in list(tally.left.items())[:HINTS]:
            click.echo(f"  {key}: {reason}", err=True)
        sys.exit(1)
