"""A list as a workbook, of which no more is in memory than a row."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from shared.web.tables import told

BLOCK = 2**16


def workbook(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The file, piece by piece."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Kapok")
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_cell(sheet, row.get(name)) for name in columns])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, (bool, int, float)) or value is None:
        return value
    # What a workbook cannot hold would break it off in its middle.
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", told(value)))
    cell.data_type = "s"  # a text stays one, whatever it begins with
    return cell
