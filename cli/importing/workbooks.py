"""Tables in workbooks (.xlsx): the first sheet, its values, row by row."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.importing import parts
from cli.importing.cells import text_of
from cli.importing.parts import MOST_ROWS
from cli.importing.unreadable import Unreadable, expect_workbook

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook as Book

MEGABYTE = 2**20
LARGEST_SHEET, LARGEST_PART, LARGEST = 512 * MEGABYTE, 128 * MEGABYTE, 1024 * MEGABYTE
"""Bytes, unpacked. A sheet is streamed, every other part is kept in memory. No source: five times what
100,000 volunteers take, and in all twice as much again."""
MOST_COLUMNS = 256
"""No source, more than any kind of file has."""
MOST_DENSE, NOT_LARGE = 100, 16 * MEGABYTE
"""What unpacks to more than so many times its size is a bomb, as Apache POI says too; small ones hurt nobody."""


@dataclass(frozen=True)
class Workbook:
    """A workbook whose first sheet is read.

    Attributes:
        columns: of the first sheet, up to the last in which there is something.
    """

    notes: tuple[str, ...] = ()
    columns: int = 1

    def records(self, path: Path) -> Iterator[list[str]]:
        """The rows of the first sheet as texts, the header first.

        Raises:
            Unreadable: it is damaged, or larger than any table should be.
        """
        with _opened(path) as book:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what programs write there is often wrong
            width = 0
            # A row that lists a cell far to the right would have all those before it.
            for number, row in enumerate(sheet.iter_rows(max_col=self.columns), 1):
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
    widths = _widths(path)
    with _opened(path) as book:
        sheets: list[Any] = list(book.worksheets)
    if not sheets:
        raise Unreadable("the workbook has no sheet with cells")
    columns, row = widths[sheets[0]._worksheet_path]  # noqa: SLF001  # there is no other
    if columns > MOST_COLUMNS:
        raise Unreadable(f"has more than {MOST_COLUMNS} columns (row {row}); leave only those of the table")
    others = ("only the first of its sheets was read",) if len(sheets) > 1 else ()
    return Workbook(("times in its cells are taken as China's (+08:00)", *others), max(columns, 1))


def _record(cells: list[str]) -> list[str]:
    """A row without the empty cells after its last value."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _widths(path: Path) -> dict[str, tuple[int, int]]:
    """How wide the parts are; all are looked through before anything is kept of them: a small file can hold much."""
    with _damage_told(), zipfile.ZipFile(path) as archive:
        _expect_sensible_size(archive.infolist())
        return parts.widest(archive)


def _expect_sensible_size(packed: Sequence[zipfile.ZipInfo]) -> None:
    for part in packed:
        limit = LARGEST_SHEET if part.filename.startswith(parts.SHEETS) else LARGEST_PART
        if part.file_size > limit:
            raise Unreadable(
                f"unpacks to more than {limit // MEGABYTE:,} MB ({part.filename}); split it, or save it as CSV UTF-8"
            )
        if part.file_size > max(NOT_LARGE, MOST_DENSE * part.compress_size):
            raise Unreadable(
                f"looks like a zip bomb: it unpacks to more than {MOST_DENSE} times its size ({part.filename}); "
                "if it is a table, save it as CSV UTF-8"
            )
    if sum(part.file_size for part in packed) > LARGEST:
        raise Unreadable(f"unpacks to more than {LARGEST // MEGABYTE:,} MB in all; split it, or save it as CSV UTF-8")


@contextmanager
def _opened(path: Path) -> Iterator[Book]:
    import openpyxl

    warnings.filterwarnings("ignore", module="openpyxl")  # of what it does not read: styles, checks, pictures
    with _damage_told():
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            yield book
        finally:
            book.close()


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except (Unreadable, OSError):
        raise
    except Exception as error:  # the parts of a broken workbook fail in many ways
        what = type(error).__name__
        raise Unreadable(
            f"the workbook is damaged ({what}); open it in a spreadsheet program and save it again"
        ) from None
