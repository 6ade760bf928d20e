"""Whole lists as files: one JSON object a line, CSV, or a workbook; streamed, however long they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import Response

from shared.formulas import guarded
from shared.web import exports

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
    from shared.web.workbooks import workbook  # noqa: PLC0415  # openpyxl takes 10 MB, and a tenth of an api's start

    return Response(workbook(columns, rows), headers=headers, content_type=WORKBOOK)


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    yield "\ufeff" + _line(columns)  # spreadsheets take a file without this mark for one of their own old encodings
    for row in rows:
        yield _line([guarded(told(row.get(name))) for name in columns])


def _line(values: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()


def told(value: Any) -> str:
    """A value as a text of a table."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else "|".join(map(str, value)) if isinstance(value, list) else str(value)
