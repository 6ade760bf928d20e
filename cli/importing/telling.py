"""What an import tells: what was understood, what was rejected, refused and left, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from cli.importing.files import RefusedFile, Source
from cli.importing.sending import SHOWN, Tally
from cli.terminal.tables import table


def show_understood(source: Source, tally: Tally, console: Console) -> None:
    """How a file was read, and which values were read as others; nothing of a file that is plain."""
    notes = list(source.notes)
    for (field, meaning), count in sorted(tally.understood.items()):
        notes.append(f"understood {count:,} {'value' if count == 1 else 'values'} of {field}: {meaning}")
    for note in notes:
        _say(f"{source.path.name}: {note}", console)


def show_rejects(tallies: Sequence[Tally], files: Sequence[Path], console: Console) -> None:
    """The first rejected rows; the files have all of them."""
    rejected = sum(tally.rejected for tally in tallies)
    if not rejected:
        return
    rows = table("Rejected rows", "file", "row:", "reference", "field", "reason")
    shown = [reject for tally in tallies for reject in tally.rejects][:SHOWN]
    for reject in shown:
        rows.add_row(reject.file, str(reject.row), reject.reference, reject.field, reject.reason)
    console.print(rows)
    more = f"{rejected - len(shown):,} more, and all of them in" if rejected > len(shown) else "All of them are in"
    console.print(f"{more} {', '.join(map(str, files))}", soft_wrap=True)


def show_refused(refused: Sequence[RefusedFile], console: Console) -> None:
    """The files that were refused whole, and why."""
    for entry in refused:
        _say(f"refused: {entry.path}: {entry.reason}", console, style="bold")


def show_left(left: Mapping[str, Sequence[Path]], console: Console) -> None:
    """What of the folders was not taken, a line for each reason."""
    for reason, entries in left.items():
        _say(f"not taken: {', '.join(entry.name for entry in entries)}: {reason}", console)


def _say(text: str, console: Console, style: str | None = None) -> None:
    console.print(text, style=style, soft_wrap=True, highlight=False, markup=False)
