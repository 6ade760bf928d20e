"""A season's files: found, checked whole before anything of them is sent, and read row by row."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.importing.kinds import KINDS, Columns, Kind

# A byte order mark, which spreadsheets like to write, is taken off.
ENCODING = "utf-8-sig"
SUFFIX = ".csv"
LONGEST_FIELD = 2**24
"""Characters; a field that is too long for the API is its row's mistake, not the file's."""


@dataclass(frozen=True)
class Source:
    """A file that can be sent."""

    path: Path
    kind: Kind
    header: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class RefusedFile:
    """A file that is refused whole; `reason` says what was expected."""

    path: Path
    reason: str


def find(paths: Iterable[Path]) -> list[Path]:
    """The files to import: those that are named, and of a folder its CSV files, in the order of KINDS."""
    found: list[Path] = []
    order = list(KINDS)
    for path in paths:
        if path.is_dir():
            inside = [entry for entry in path.iterdir() if entry.suffix == SUFFIX and entry.is_file()]
            found += sorted(inside, key=lambda entry: order.index(entry.name) if entry.name in KINDS else len(order))
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def check(path: Path, columns: Columns) -> Source | RefusedFile:
    """Read the file once from beginning to end."""
    kind = KINDS.get(path.name)
    if kind is None:
        return RefusedFile(path, f"not a file of a season; expected one of {', '.join(KINDS)}")
    try:
        return _read_through(path, kind, columns.of(kind))
    except UnicodeDecodeError as error:
        return RefusedFile(path, f"not UTF-8 (byte {error.object[error.start]:#04x}); expected UTF-8")
    except csv.Error as error:
        return RefusedFile(path, f"not a CSV file: {error}")
    except OSError as error:
        return RefusedFile(path, f"cannot be read: {error.strerror}")


def _read_through(path: Path, kind: Kind, expected: Sequence[str]) -> Source | RefusedFile:
    with path.open(encoding=ENCODING, newline="") as lines:
        counted = _Counted(lines)
        records = _records(counted)
        header = tuple(next(records, ()))
        problem = _problem_of_header(header, expected)
        if problem:
            return RefusedFile(path, problem)
        rows, last, span = _count(records)
        if counted.quotes % 2 and span > 1:
            return RefusedFile(path, f"a quote in row {last} is never closed, so the rows after it cannot be told")
        return Source(path, kind, header, rows)


def read(source: Source) -> Iterator[dict[str, Any]]:
    """The rows as the API takes them: number, contents, and which copy within the file.

    The number is the one that a spreadsheet shows: the header is row 1, and empty rows count. A row with too few fields
    comes without the last ones, and one with too many has them under names of their own, so that the service refuses it
    like any malformed row, and its report knows of it.
    """
    copies: Counter[bytes] = Counter()
    with source.path.open(encoding=ENCODING, newline="") as lines:
        for number, record in enumerate(_records(lines), 1):
            if number == 1 or not record:
                continue
            names = [*source.header, *(f"column {extra}" for extra in range(len(source.header) + 1, len(record) + 1))]
            values = dict(zip(names, record, strict=False))
            identity = hashlib.blake2b(repr(record).encode(), digest_size=16).digest()
            copies[identity] += 1
            yield {"row": number, "occurrence": copies[identity], "values": values}


def _count(records: Any) -> tuple[int, int, int]:
    """How many rows there are, the number of the last one, and over how many lines of the file that goes."""
    rows, last, span, before = 0, 1, 0, records.line_num
    for record in records:
        rows, last = rows + bool(record), last + 1
        span, before = records.line_num - before, records.line_num
    return rows, last, span


class _Counted:
    """Lines, with the quotes in them counted."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines
        self.quotes = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.quotes += line.count('"')
            yield line


def _records(lines: Iterable[str]) -> Any:
    csv.field_size_limit(LONGEST_FIELD)
    return csv.reader(lines)


def _problem_of_header(header: Sequence[str], expected: Sequence[str]) -> str | None:
    missing = [name for name in expected if name not in header]
    unknown = [name for name in header if name not in expected]
    repeated = sorted({name for name in header if header.count(name) > 1})
    problems = [
        f"{what}: {', '.join(names)}"
        for what, names in (("missing", missing), ("unknown", unknown), ("repeated", repeated))
        if names
    ]
    if not problems:
        return None
    return f"wrong columns in row 1 ({'; '.join(problems)}); expected, in any order: {', '.join(expected)}"
