"""What is wrong with the words of a command, in the language of the locale: click itself speaks English alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from cli.terminal.language import language, say
from shared.languages import ENGLISH


class WrongUse(click.UsageError):
    """Wrong words of a command, told in another language than click's. Exit code 2, as of its own."""

    def show(self, file: IO[Any] | None = None) -> None:
        """What is wrong, and how to ask for help."""
        if self.ctx is not None:
            click.echo(say(f"`./{self.ctx.command_path} --help` shows what there is"), file=file, err=file is None)
        click.echo(f"{say('Error')}: {say(self.message)}", file=file, err=file is None)


class Commands(click.Group):
    """A group of commands that refuse wrong words in the language of the locale."""

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Read the group's own words."""
        with _told():
            return super().make_context(*args, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Read the words of a command, and run it."""
        with _told():
            return super().invoke(ctx)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except WrongUse:
        raise
    except click.UsageError as error:
        # The bare name of the group is no mistake: click shows the help.
        if language() == ENGLISH or isinstance(error, click.exceptions.NoArgsIsHelpError):
            raise
        raise WrongUse(error.format_message(), error.ctx) from None
