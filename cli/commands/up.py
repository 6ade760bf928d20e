"""`kapok up`: the whole system in the foreground."""

from __future__ import annotations

from pathlib import Path

import click

from cli.terminal.options import home_option


@click.command()
@home_option
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="The port of the HTTP API on 127.0.0.1.  [default: the one this home had, at first 8080 or a free one]",
)
def up(folder: Path, port: int | None) -> None:
    """Run the system until Ctrl-C: broker, store, api and worker.

    What dies is started again. All state lies in the home; the next `up` on it goes on where this one ended.
    """
    from cli.stack.running import running, watch
    from cli.stack.stack import Stack
    from cli.terminal import interruption

    def say_where(stack: Stack) -> None:
        click.echo(
            f"\nThe API answers at {stack.home.http_uri}, for example {stack.home.http_uri}/hours/v1/openapi.json"
        )
        chosen = stack.home.option
        click.echo("In another terminal:")
        click.echo(f"  ./kapok import{chosen} PATH...       imports seasons, or single files of a season")
        click.echo(f"  ./kapok status{chosen}               shows processes, queues, outboxes and dead letters")
        click.echo(f"  ./kapok token{chosen} --scope ...    makes a token for trying the API")
        click.echo(f"  ./kapok env{chosen}                  tells own programs where API and broker are")
        click.echo("Ctrl-C stops everything.")

    with interruption.handled(), running(folder, port, click.echo) as stack:
        say_where(stack)
        watch(stack, click.echo)
