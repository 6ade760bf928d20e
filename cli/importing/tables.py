"""Tables in files, whichever way they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from cli.importing import texts, workbooks
from cli.importing.headings import REJECTED
from cli.importing.kinds import Kind, kind_of
from cli.importing.texts import Text
from cli.importing.unreadable import Unreadable
from cli.importing.workbooks import Workbook

TEXT, WORKBOOK = ".csv", ".xlsx"
SUFFIXES = (TEXT, WORKBOOK)
FILE = f"{REJECTED}file"
"""The column of a file of rejected rows that says which file they come from."""


def recognise(path: Path) -> Text | Workbook:
    """How the table in a file is written.

    Raises:
        Unreadable: it is no table that can be read; what it looks like is said.
    """
    suffix = path.suffix.lower()
    if suffix == WORKBOOK:
        return workbooks.recognise(path)
    table = texts.recognise(path)
    if suffix != TEXT:
        raise Unreadable("looks like a text; if it is a table with separators, let its name end in .csv")
    return table


def filled(records: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the number that a spreadsheet shows."""
    return ((number, record) for number, record in enumerate(records, 1) if any(map(str.strip, record)))


def rejected_kind(path: Path) -> Kind | None:
    """The kind of a file of rejected rows, whatever its name; None for every other file."""
    try:
        rows = (row for _, row in filled(recognise(path).records(path)))
        first = dict(zip(next(rows, ()), next(rows, ()), strict=False))
    except (Unreadable, OSError):
        return None
    return kind_of(first.get(FILE, ""))
