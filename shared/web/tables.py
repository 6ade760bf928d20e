"""Whole lists as files: one JSON object a line, CSV, or a workbook; streamed, however long they are."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import Response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from shared.formulas import guarded
from shared.web import exports

BLOCK = 2**16
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
CONTENT_TYPES = (exports.CONTENT_TYPE, CSV, WORKBOOK)


def answer(form: str, name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Response:
    """The rows in a format: ndjson, csv or xlsx."""
    if form == "ndjson":
        return exports.stream(dict(row) for row in rows)
    headers = {"Content-Disposition": f"attachment; filename={name}.{form}"}
    if form == "csv":
        return Response(_csv(columns, rows), headers=headers, content_type=CSV)
    return Response(_xlsx(columns, rows), headers=headers, content_type=WORKBOOK)


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    yield "\ufeff" + _line(columns)  # spreadsheets take a file without this mark for one of their own old encodings
    for row in rows:
        yield _line([guarded(_text(row.get(name))) for name in columns])


def _line(values: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()


def _xlsx(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
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
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", _text(value)))
    cell.data_type = "s"  # a text stays one, whatever it begins with
    return cell


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else "|".join(map(str, value)) if isinstance(value, list) else str(value)
