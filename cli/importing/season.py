"""Importing files into a running system."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console

from cli.importing import files, rejects
from cli.importing.kinds import SCOPES, Columns
from cli.importing.progress import tracking
from cli.importing.sending import Tally, send
from cli.systems.address import Reachable
from cli.talking.api import Api
from cli.terminal.errors import CommandError

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


def import_files(home: Reachable, paths: Iterable[Path], rejects_file: Path, console: Console) -> Result:
    """Import seasons (folders) and single files. What is refused is shown, and rejected rows are kept in the file.

    Raises:
        CommandError: there is nothing to import.
        ApiError: the API did not answer for too long; what was sent stays, and the same import again changes nothing.
    """
    found = files.find(paths)
    if not found:
        raise CommandError(f"there is no {files.SUFFIX} file to import")
    if rejects_file.resolve() in {path.resolve() for path in found}:
        raise CommandError(f"{rejects_file} is to be imported; name another file for the rejected rows")
    _must_be_writable(rejects_file)
    with Api(home, "import", SCOPES, PATIENCE) as api:
        columns = Columns(api)
        checked = [files.check(path, columns) for path in found]
        sources = [entry for entry in checked if isinstance(entry, files.Source)]
        refused = [entry for entry in checked if isinstance(entry, files.RefusedFile)]
        with tracking(console) as track:
            tallies = {source.path: track(source, partial(send, api, source)) for source in sources}
    rejected = [reject for tally in tallies.values() for reject in tally.rejects]
    rejects.write(rejected, rejects_file)
    rejects.show_rows(rejected, rejects_file, console)
    rejects.show_files(refused, console)
    return Result(tallies, refused)


def _must_be_writable(rejects_file: Path) -> None:
    """Nothing is sent before it is certain that the rejected rows can be kept."""
    try:
        rejects.write([], rejects_file)
    except OSError as error:
        raise CommandError(f"{rejects_file} cannot be written: {error.strerror}") from None
