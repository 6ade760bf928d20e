"""Tables as texts: UTF-8 or GB18030, separated by commas, semicolons or tabs."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
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
END = "\ufdd0"
"""No character, and so in no text: it comes as a last line, and is found within a record whose quote is open."""


class Swallowing(list[str]):
    """A record in which a quote ends in another row than it begins, and which takes these lines of its file."""

    def __init__(self, record: Sequence[str], first: int, last: int) -> None:
        super().__init__(record)
        self.first, self.last = first, last

    @property
    def told(self) -> str:
        """What is wrong with it."""
        return f"a quote that begins in line {self.first} swallows the lines up to {self.last}"


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
            reader = _reader(itertools.chain(lines, [END]), self.separator)
            try:
                yield from _whole(reader, 1 if self.declared else 0)
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


def _whole(reader: Any, above: int) -> Iterator[list[str]]:
    """The records, after so many lines; that none of them has swallowed others is certain, or said of it."""
    columns, before = 0, 0
    for number, record in enumerate(reader, 1):
        first, last, before = above + before + 1, above + reader.line_num, reader.line_num
        if record and record[-1].endswith(END):
            if record == [END]:
                return
            raise Unreadable(
                f"a quote in row {number} (line {first}) is never closed, so the rows after it cannot be told"
            )
        columns = columns or (len(record) if any(map(str.strip, record)) else 0)
        yield Swallowing(record, first, last) if last > first and _has_two_rows(record, reader, columns) else record


def _has_two_rows(record: Sequence[str], reader: Any, columns: int) -> bool:
    """Whether as many separators stand in a record, within its values too, as in two of its table."""
    within = sum(value.count(reader.dialect.delimiter) for value in record)
    return len(record) - 1 + within >= 2 * (columns - 1)


def _reader(lines: Iterable[str], separator: str) -> Any:
    csv.field_size_limit(LONGEST_FIELD)
    return csv.reader(lines, delimiter=separator)
