"""Tables for people."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

WIDTH_OF_FILES = 120


def make_console() -> Console:
    """Standard output: as wide as the terminal, and wide enough for our tables where it is none."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH_OF_FILES)


def table(title: str, *columns: str) -> Table:
    """An empty table; a column whose name ends with a colon holds numbers, and stands to the right.

    Nothing is cut: a text that is too long is folded, Chinese too, which has no spaces.
    """
    made = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        made.add_column(column.removesuffix(":"), justify="right" if column.endswith(":") else "left", overflow="fold")
    return made
