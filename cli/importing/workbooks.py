"""Tables in workbooks (.xlsx): the first sheet, its values, row by row."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli.importing.cells import text_of
from cli.importing.unreadable import Unreadable, expect_workbook

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook as Book

MEGABYTE = 2**20
LARGEST_SHEET, LARGEST_PART = 512 * MEGABYTE, 128 * MEGABYTE
"""Bytes, unpacked. A sheet is streamed, every other part is kept in memory. No source: five times what
100,000 volunteers take."""
MOST_ROWS, MOST_COLUMNS = 1_048_576, 256
"""Rows: as many as a spreadsheet program can have. Columns: no source, more than any kind of file has."""
SHEETS = "xl/worksheets/"


@dataclass(frozen=True)
class Workbook:
    """A workbook whose first sheet is read."""

    notes: tuple[str, ...] = ()

    def records(self, path: Path) -> Iterator[list[str]]:
        """The rows of the first sheet as texts, the header first.

        Raises:
            Unreadable: it is damaged, or larger than any table should be.
        """
        with _opened(path) as book:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what programs write there is often wrong
            width = 0
            for number, row in enumerate(sheet.iter_rows(), 1):
                if number > MOST_ROWS:
                    raise Unreadable(f"has more than {MOST_ROWS:,} rows; split it")
                cells = _record([text_of(cell) for cell in row])
                width = width or len(cells)
                yield cells and cells + [""] * (width - len(cells))


def recognise(path: Path) -> Workbook:
    """The workbook in a file.

    Raises:
        Unreadable: it is none; what it looks like is said.
    """
    expect_workbook(path)
    _expect_sensible_size(path)
    with _opened(path) as book:
        titles = [sheet.title for sheet in book.worksheets]
    if not titles:
        raise Unreadable("the workbook has no sheet with cells")
    others = ("only the first of its sheets was read",) if len(titles) > 1 else ()
    return Workbook(("times in its cells are taken as China's (+08:00)", *others))


def _record(cells: list[str]) -> list[str]:
    """A row without the empty cells after its last value."""
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise Unreadable(f"has more than {MOST_COLUMNS} columns; leave only those of the table")
    return cells


def _expect_sensible_size(path: Path) -> None:
    """Before anything is unpacked: a small file can hold very much."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError) as error:
        raise _damaged(error) from None
    for part in parts:
        limit = LARGEST_SHEET if part.filename.startswith(SHEETS) else LARGEST_PART
        if part.file_size > limit:
            raise Unreadable(
                f"unpacks to more than {limit // MEGABYTE:,} MB ({part.filename}); split it, or save it as CSV UTF-8"
            )


@contextmanager
def _opened(path: Path) -> Iterator[Book]:
    import openpyxl

    warnings.filterwarnings("ignore", module="openpyxl")  # of what it does not read: styles, checks, pictures
    book = None
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        yield book
    except (Unreadable, OSError):
        raise
    except Exception as error:  # the parts of a broken workbook fail in many ways
        raise _damaged(error) from None
    finally:
        if book is not None:
            book.close()


def _damaged(error: Exception) -> Unreadable:
    what = type(error).__name__
    return Unreadable(f"the workbook is damaged ({what}); open it in a spreadsheet program and save it again")
