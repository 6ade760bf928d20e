"""What was not taken in, for those who can mend it: as a table and as a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path

from rich.console import Console

from cli.importing.files import RefusedFile
from cli.importing.sending import Reject
from cli.terminal.tables import table

SHOWN = 15


def write(rejects: Sequence[Reject], file: Path) -> None:
    """The rejected rows as a CSV file; the header alone when there are none."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(column.name for column in fields(Reject))
        writer.writerows(astuple(reject) for reject in rejects)


def show_rows(rejects: Sequence[Reject], file: Path, console: Console) -> None:
    """The first rejected rows; the file has all of them."""
    if not rejects:
        return
    rows = table("Rejected rows", "file", "row:", "reference", "field", "reason")
    for reject in rejects[:SHOWN]:
        rows.add_row(reject.file, str(reject.row), reject.reference, reject.field, reject.reason)
    console.print(rows)
    more = f"{len(rejects) - SHOWN:,} more, and all of them in" if len(rejects) > SHOWN else "All of them are in"
    console.print(f"{more} {file}", soft_wrap=True)


def show_files(refused: Sequence[RefusedFile], console: Console) -> None:
    """The files that were refused whole, and why."""
    for entry in refused:
        console.print(f"refused: {entry.path}: {entry.reason}", style="bold", soft_wrap=True, highlight=False)
