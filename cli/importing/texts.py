"""Tables as texts: UTF-8 or GB18030, separated by commas, semicolons or tabs."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from cli.importing import headings
from cli.importing.encodings import GB18030, UTF_8, encoding_of
from cli.importing.unreadable import Unreadable, expect_text

SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab"}
DECLARED = re.compile(r'("?)sep=([^\w\s"]|\t)\1\s*', re.IGNORECASE)
"""The first line of a file that Excel is to open: what separates the columns of the others. It shows it as no row."""
OTHERS = ("|", "，", "；", "、", ":")
EMPTY = " \t\r\n,;"
LONGEST_FIELD = 2**24
"""Characters; a field that is too long for the API is its row's mistake, not the file's."""


@dataclass(frozen=True)
class Text:
    """How a table is written.

    Attributes:
        declared: whether its first line says what separates its columns, as `sep=;`, and is no row.
    """

    encoding: str = UTF_8
    separator: str = ","
    declared: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What is worth telling of how it was read."""
        encoding = ("not UTF-8, read as GB18030",) if self.encoding == GB18030 else ()
        separator = f"separated by {SEPARATORS.get(self.separator, self.separator)}"
        if self.declared:
            return (*encoding, f"{separator}, as its first line says")
        return (*encoding, separator) if self.separator != "," else encoding

    def records(self, path: Path) -> Iterator[list[str]]:
        """Its rows, the header first.

        Raises:
            Unreadable: it is no CSV, or a quote is never closed.
        """
        with path.open(encoding=self.encoding, newline="") as lines:
            if self.declared:
                next(lines)
            counted = _Counted(lines)
            try:
                yield from _whole(counted, _reader(counted, self.separator))
            except csv.Error as error:
                raise Unreadable(f"not a CSV file: {error}") from None


def recognise(path: Path) -> Text:
    """How the text in a file is written.

    Raises:
        Unreadable: it is no such text; what it looks like is said.
    """
    expect_text(path)
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as lines:
        first = _filled_line(lines)
    if declared := DECLARED.fullmatch(first):
        return Text(encoding, declared[2], declared=True)
    best = max(SEPARATORS, key=lambda separator: _known(first, separator))
    other = max(OTHERS, key=lambda separator: _known(first, separator))
    if _known(first, best)[0] < 2 <= _known(first, other)[0]:
        raise Unreadable(f"looks as if {other} separated its columns; expected a comma, a semicolon or a tab")
    return Text(encoding, best)


def _filled_line(lines: TextIO) -> str:
    """The first line in which there is something, or an empty one."""
    while (line := lines.readline(LONGEST_FIELD)) and not line.strip(EMPTY):
        pass
    return line


def _known(line: str, separator: str) -> tuple[int, int]:
    """How many headings a separator makes that are known, and how many in all."""
    names: list[str] = next(_reader([line], separator), [])
    return sum(map(headings.is_known, names)), len(names)


def _whole(lines: _Counted, records: Any) -> Iterator[list[str]]:
    """The records; at the end it is certain that none of them has swallowed those after it."""
    last, span, before = 0, 1, 0
    for record in records:
        last, span, before = last + 1, records.line_num - before, records.line_num
        yield record
    if lines.quotes % 2 and span > 1:
        raise Unreadable(f"a quote in row {last} is never closed, so the rows after it cannot be told")


class _Counted:
    """Lines, with the quotes in them counted."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines
        self.quotes = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.quotes += line.count('"')
            yield line


def _reader(lines: Iterable[str], separator: str) -> Any:
    csv.field_size_limit(LONGEST_FIELD)
    return csv.reader(lines, delimiter=separator)
