"""Importing files into a running system."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console

from cli.importing import files, telling
from cli.importing.folder import find
from cli.importing.kinds import SCOPES, Columns
from cli.importing.progress import tracking
from cli.importing.rejects import Rejects, create
from cli.importing.sending import Tally, send
from cli.importing.tables import WORKBOOK
from cli.systems.address import Reachable
from cli.talking.api import Api
from cli.terminal.errors import CommandError
from shared.sources import LOCAL

PATIENCE = 300.0
"""Seconds for which a batch is sent again: an import outlives minutes in which something is always just coming back."""


@dataclass(frozen=True)
class Result:
    """What became of an import."""

    tallies: dict[Path, Tally]
    refused: list[files.RefusedFile]

    @property
    def rows(self) -> int:
        """How many rows were sent."""
        return sum(tally.sent for tally in self.tallies.values())

    @property
    def rejected(self) -> int:
        """How many rows were not taken in."""
        return sum(tally.rejected for tally in self.tallies.values())

    @property
    def swallowing(self) -> int:
        """How many of them have swallowed others."""
        return sum(tally.swallowing for tally in self.tallies.values())

    @property
    def nothing_taken(self) -> bool:
        """Whether there is a file of which nothing is in."""
        return bool(self.refused) or any(tally.nothing_taken for tally in self.tallies.values())


def import_files(
    home: Reachable,
    paths: Iterable[Path],
    rejects_file: Path,
    console: Console,
    source: str = LOCAL,
    *,
    settled: Callable[[Reachable], None] = lambda home: None,
) -> Result:
    """Import seasons (folders) and single files. What is refused is shown, and rejected rows are kept in files.

    Args:
        source: whose records they are; at an address the token says it.
        settled: waits until all that was sent is worked off, before a file whose rows are decided by it, in their turn.

    Raises:
        CommandError: there is nothing to import.
        ApiError: the API did not answer for too long; what was sent stays, and the same import again changes nothing.
    """
    found = find(paths)
    if not found.files:
        telling.show_left(found.left, console)
        raise CommandError("there is no .csv or .xlsx file to import")
    _must_be_writable(rejects_file)
    with Api(home, "import", SCOPES, PATIENCE, source=source) as api, Rejects(rejects_file) as rejects:
        columns = Columns(api)
        checked = [files.check(path, columns) for path in found.files]
        sources = files.told_apart([entry for entry in checked if isinstance(entry, files.Source)])
        refused = [entry for entry in checked if isinstance(entry, files.RefusedFile)]
        with tracking(console) as track:
            tallies = {}
            for file in sources:
                if file.kind.in_turn:
                    settled(home)
                tallies[file.path] = track(file, partial(send, api, file, keep=partial(rejects.add, file)))
        written = rejects.close()
    for file in sources:
        telling.show_understood(file, tallies[file.path], console)
    telling.show_rejects(list(tallies.values()), written, console)
    telling.show_refused(refused, console)
    telling.show_left(found.left, console)
    return Result(tallies, refused)


def _must_be_writable(rejects_file: Path) -> None:
    """Nothing is sent before it is certain that the rejected rows can be kept."""
    if rejects_file.suffix.lower() == WORKBOOK:
        raise CommandError("rejected rows are kept as a text; let the file's name end in .csv")
    try:
        path, lines = create(rejects_file)
    except OSError as error:
        raise CommandError(f"{rejects_file} cannot be written: {error.strerror}") from None
    lines.close()
    path.unlink()
