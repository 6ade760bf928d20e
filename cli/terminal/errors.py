"""The base of everything that a command tells its user on one line instead of showing where in the code it happened."""

from __future__ import annotations

from typing import IO, Any

import click

from cli.terminal.language import say


class CommandError(click.ClickException):
    """A command cannot do what it was asked; the message says why and, where it can, what to do. Exit code 1."""

    def format_message(self) -> str:
        """The message in the language of the locale."""
        return say(self.message)

    def show(self, file: IO[Any] | None = None) -> None:
        """Tell it, its first word in that language, too."""
        click.echo(f"{say('Error')}: {self.format_message()}", file=file, err=file is None)
