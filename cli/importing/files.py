"""Files to import: checked whole before anything of them is sent, and read row by row."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cli.importing import headings, tables
from cli.importing.copies import Copies, Repeats
from cli.importing.headings import REJECTED
from cli.importing.kinds import ADDED, KINDS, Columns, Kind, kind_of
from cli.importing.texts import Swallowing, Text
from cli.importing.unreadable import Unreadable
from cli.importing.workbooks import Workbook
from shared.formulas import unguarded


@dataclass(frozen=True)
class Source:
    """A file that can be sent.

    Attributes:
        header: the columns' names.
        notes: what is worth telling of how it was read.
        repeated: the rows of which there are perhaps several, by `copies.identity`.
        swallowing: by their numbers the rows that have swallowed others, each with what is told of it.
    """

    path: Path
    kind: Kind
    header: tuple[str, ...]
    rows: int
    table: Text | Workbook = Text()  # noqa: RUF009  # frozen
    notes: tuple[str, ...] = ()
    repeated: frozenset[bytes] = frozenset()
    swallowing: Mapping[int, str] = field(default_factory=dict)
    told_as: str = ""

    @property
    def name(self) -> str:
        """What people are told of it by: the file's name, with its folder where several have that name."""
        return self.told_as or self.path.name


@dataclass(frozen=True)
class RefusedFile:
    """A file that is refused whole; `reason` says what was expected."""

    path: Path
    reason: str


def told_apart(sources: Sequence[Source]) -> list[Source]:
    """The same files, those of one name told by where they are."""
    names = Counter(one.path.name for one in sources)
    return [one if names[one.path.name] == 1 else replace(one, told_as=str(one.path)) for one in sources]


def check(path: Path, columns: Columns, kind: Kind | None = None) -> Source | RefusedFile:
    """Read the file once from beginning to end.

    Args:
        kind: of a file that is known by more than its name.
    """
    try:
        kind = kind or kind_of(path.name) or tables.rejected_kind(path)
        if kind is None:
            raise Unreadable(f"not a file of a season; expected one of {', '.join(KINDS)}")
        return _read_through(path, kind, columns.of(kind))
    except Unreadable as error:
        return RefusedFile(path, str(error))
    except OSError as error:
        return RefusedFile(path, f"cannot be read: {error.strerror}")


def read(source: Source) -> Iterator[dict[str, Any]]:
    """The rows as the API takes them: number, contents, and which copy within the file.

    The number is the one that a spreadsheet shows: empty rows count, those above the header, too. A row with too few
    fields comes without the last ones, and one with values beyond the last heading has them under names of their own,
    so that the service refuses it like any malformed row, and its report knows of it.
    """
    copies = Copies(source.repeated)
    rows = tables.filled(source.table.records(source.path))
    next(rows, None)  # the header
    for number, record in rows:
        values = _values(source.header, record)
        yield {"row": number, "occurrence": copies.occurrence([*values.values()]), "values": values}


def _values(header: Sequence[str], record: Sequence[str]) -> dict[str, str]:
    extra = _without_empty_end(record[len(header) :])
    if tables.FILE in header:  # we wrote it, so every guard in it is ours
        record = [unguarded(value) for value in record]
    names = [*header, *(f"column {number}" for number in range(len(header) + 1, len(header) + len(extra) + 1))]
    return {name: value for name, value in zip(names, record, strict=False) if not name.startswith(REJECTED)}


def _read_through(path: Path, kind: Kind, expected: Sequence[str]) -> Source | RefusedFile:
    table = tables.recognise(path)
    filled = tables.filled(table.records(path))
    row, first = next(filled, (1, []))
    written = _without_empty_end(first)
    header = headings.understood(written, expected)
    problem = _problem_of_header(row, header, expected, ADDED | kind.may_lack)
    if problem:
        before = "" if written else "the file is empty: "
        raise Unreadable("; ".join([*table.notes, before + problem]))
    rows, repeats, swallowing = 0, Repeats(), dict[int, str]()
    for number, record in filled:
        rows += 1
        if isinstance(record, Swallowing):
            swallowing[number] = record.told
        repeats.add([*_values(header, record).values()])
    notes = (*table.notes, *_notes_of_header(written, header), *_notes_of_swallowing(swallowing))
    return Source(path, kind, header, rows, table, notes, frozenset(repeats.found), swallowing)


def _without_empty_end(cells: Sequence[str]) -> list[str]:
    """Cells without the empty ones that spreadsheets write after the last."""
    backwards = itertools.dropwhile(lambda cell: not cell.strip(), reversed(cells))
    return list(backwards)[::-1]


def _notes_of_header(written: Sequence[str], header: Sequence[str]) -> list[str]:
    pairs = [f"{own.strip()} = {name}" for own, name in zip(written, header, strict=True) if own.strip() != name]
    return [f"understood the headings {', '.join(pairs)}"] if pairs else []


def _notes_of_swallowing(rows: Mapping[int, str]) -> list[str]:
    (first, *more) = rows.values() or [""]
    others = f"; so do quotes in {len(more):,} more {'row' if len(more) == 1 else 'rows'}" if more else ""
    return [first + others] if first else []


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)


def _problem_of_header(row: int, header: Sequence[str], expected: Sequence[str], may_lack: Set[str]) -> str | None:
    own = [name for name in header if not name.startswith(REJECTED)]
    missing = [name for name in expected if name not in own and name not in may_lack]
    # What is no known name may be a person's, and is not repeated; a row without any known name is no header.
    known = set(own) & set(expected)
    strange = set(own) - known if known else set[str]()
    unknown = [_letter(number) for number, name in enumerate(header, 1) if name in strange]
    repeated = sorted(name for name in known if own.count(name) > 1)
    problems = [
        f"{what}: {', '.join(names)}"
        for what, names in (
            ("missing", missing),
            ("unknown in columns", unknown),
            ("repeated", repeated),
        )
        if names
    ]
    if not problems:
        return None
    needed, more = (
        ", ".join(headings.both(name, expected) for name in expected if (name in may_lack) is added)
        for added in (False, True)
    )
    also = f"; and where there are any: {more}" if more else ""
    return f"wrong columns in row {row} ({'; '.join(problems)}); expected, in any order: {needed}{also}"
