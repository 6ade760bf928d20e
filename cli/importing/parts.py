"""What the parts of a workbook hold, counted in a stream.

The workbook's reader builds every row whole, and every part without rows, before anybody can look at it. So all is
counted before, in memory that does not grow: a few hundred kilobytes can hold a cell of many gigabytes.
"""

from __future__ import annotations

import functools
import zipfile
from collections.abc import Mapping
from xml.parsers import expat

from cli.importing.unreadable import Unreadable

MOST_ROWS, MOST_CELLS_OF_A_ROW = 1_048_576, 16_384
"""As many as a spreadsheet program can have, empty ones as well."""
LONGEST_CELL = 2**17
"""Characters, with what stands for those that XML cannot hold; a spreadsheet program takes 32,767."""
MOST_CELLS, MOST_TEXTS = 20_000_000, 2**21
"""Empty ones as well. No source: several times what 100,000 volunteers take."""
MOST_ELEMENTS, LARGEST, LONGEST_TAG, CHUNK = 250_000, 2**25, 2**20, 2**16
"""Elements and bytes of a row, or of a part without rows; bytes. No source: 64,000 formats, which a program can have,
take fewer."""
SHEETS = "xl/worksheets/"
LARGE = {"worksheets/": "worksheet", "sharedstrings": "sharedStrings"}
"""In the names of parts that are read bit by bit, and how their kinds end."""
RELEASED = {SHEETS: "row", "sharedstrings": "si"}
"""After which element the reader of such a part lets go of what it has."""


class _NotRead(Exception):
    """The reader comes no further either."""


def widest(archive: zipfile.ZipFile) -> dict[str, tuple[int, int]]:
    """Of each part with rows the last column in which there is something, and the first row that has it.

    Raises:
        Unreadable: a part holds more than any table should.
    """
    return {one.filename: _counted(archive, one) for one in archive.infolist() if not one.is_dir()}


def _counted(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[int, int]:
    count = _Count(part.filename)
    fed = 0
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                count.parser.Parse(chunk)
                fed += len(chunk)
                count.expect_sensible(fed)
    except (expat.ExpatError, _NotRead):
        pass  # a picture, or broken; if it is a part that matters, its reader says so
    return count.widest, count.widest_row


class _Count:
    """What has been met of a part."""

    def __init__(self, part: str) -> None:
        self.widest, self.widest_row = 0, 0
        self._part = part
        self._released_by = next((name for mark, name in RELEASED.items() if mark in part.lower()), "")
        self._elements = self._cells = self._texts = self._rows = 0
        self._row = self._column = self._cells_of_row = self._of_cell = self._released = 0
        self._shows = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._begin, self._end
        self.parser.CharacterDataHandler, self.parser.EntityDeclHandler = self._text, self._entity
        self._begins = {"row": self._begin_row, "c": self._begin_cell, "si": self._begin_text}

    def expect_sensible(self, fed: int) -> None:
        """Refuse a tag, or a row, that has become too long after so many bytes."""
        read = self.parser.CurrentByteIndex
        if fed - read > LONGEST_TAG or read - self._released > LARGEST:
            raise self._too_much()

    def _too_much(self) -> Unreadable:
        return Unreadable(f"has far more in {self._part} than a table needs; copy the table into a new workbook")

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise self._too_much()
        local = name.rpartition(":")[2]
        self._shows = local in ("v", "t")
        if local in self._begins:
            self._begins[local](attributes)
        elif local in ("Override", "Relationship"):
            _expect_known(attributes)

    def _end(self, name: str) -> None:
        self._shows = False
        if name.rpartition(":")[2] == self._released_by:
            self._elements = self._of_cell = 0
            self._released = self.parser.CurrentByteIndex

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self._rows += 1
        self._row = _number(attributes.get("r"), self._row + 1)
        self._column = self._cells_of_row = self._of_cell = 0
        if max(self._rows, self._row) > MOST_ROWS:
            raise Unreadable(f"has more than {MOST_ROWS:,} rows; split it")

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        self._column = _column(attributes.get("r"), self._column + 1)
        self._cells += 1
        self._cells_of_row += 1
        self._of_cell = 0
        if self._cells_of_row > MOST_CELLS_OF_A_ROW:
            raise Unreadable(
                f"row {self._row} has more than {MOST_CELLS_OF_A_ROW:,} cells; leave only those of the table"
            )
        if self._cells > MOST_CELLS:
            raise Unreadable(f"has more than {MOST_CELLS:,} cells; split it, or save it as CSV UTF-8")

    def _begin_text(self, _: Mapping[str, str]) -> None:
        self._texts += 1
        if self._texts > MOST_TEXTS:
            raise Unreadable(f"has more than {MOST_TEXTS:,} texts; split it, or save it as CSV UTF-8")

    def _text(self, text: str) -> None:
        if not self._shows:
            return
        self._of_cell += len(text)
        if self._of_cell > LONGEST_CELL and (self._rows or self._texts):
            where = f"a cell in row {self._row}" if self._rows else "a text in its cells"
            raise Unreadable(f"has more than {LONGEST_CELL:,} characters in {where}; shorten it")
        if self._column > self.widest and text.strip():
            self.widest, self.widest_row = self._column, self._row

    def _entity(self, *_: object) -> None:
        raise _NotRead


def _expect_known(attributes: Mapping[str, str]) -> None:
    """Where parts may be large, nothing may lie that is read whole."""
    kind = attributes.get("ContentType") or attributes.get("Type") or ""
    where = (attributes.get("PartName") or attributes.get("Target") or "").lower()
    for mark, end in LARGE.items():
        if mark in where and "TargetMode" not in attributes and not kind.removesuffix("+xml").endswith(end):
            raise Unreadable("looks like no workbook of a spreadsheet program; open it in one and save it again")


def _number(text: str | None, following: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else following


def _column(reference: str | None, following: int) -> int:
    try:
        return _index(reference.rstrip("0123456789")) if reference else following
    except ValueError:
        return following


@functools.cache
def _index(letters: str) -> int:
    from openpyxl.utils import column_index_from_string

    return column_index_from_string(letters)
