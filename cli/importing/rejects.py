"""What was not taken in, in files that can be mended and imported."""

from __future__ import annotations

import csv
import itertools
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, Any

from cli.importing.files import Source
from cli.importing.headings import REJECTED
from cli.importing.kinds import kind_of, stem
from cli.importing.sending import Reject
from cli.importing.tables import FILE
from shared.formulas import guarded

WHY = (FILE, *(f"{REJECTED}{name}" for name in ("row", "kind", "field", "reason")))
"""The columns that stand after a rejected row's own; they are passed over when the file is imported."""


class Rejects:
    """Files of rejected rows: one for each source, since their columns differ; made only when a row is rejected.

    Each is its owner's alone, for rows hold what people said of themselves, and none is ever overwritten. A file alone
    has the name that was asked for; of several each has its source's in the middle: `rejects.sites.csv`. Where an
    earlier import has left such files, all of this one have the next number, so that none is taken for another's.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._open = ExitStack()
        self._writers: dict[Path, tuple[Path, Any]] = {}

    def __enter__(self) -> Rejects:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, source: Source, reject: Reject, values: Mapping[str, Any]) -> None:
        """Keep a row: its own columns, why it was rejected, and what it had beyond its columns."""
        _, writer = self._writers.get(source.path) or self._begin(source)
        own = [name for name in source.header if not name.startswith(REJECTED)]
        beyond = [value for name, value in values.items() if name not in own]
        file = reject.file if kind_of(reject.file) else source.kind.file
        why = [file, reject.row, reject.kind, reject.field, reject.reason]
        writer.writerow([guarded(str(value)) for value in (*(values.get(name, "") for name in own), *why, *beyond)])

    def close(self) -> list[Path]:
        """The files that were written."""
        self._open.close()
        written = [path for path, _ in self._writers.values()]
        if len(written) == 1:
            path, lines = create(self._file)
            lines.close()
            return [written[0].replace(path)]
        return written

    def _begin(self, source: Source) -> tuple[Path, Any]:
        if not self._writers:
            self._file = _unused(self._file)
        path, lines = create(self._file, f".{stem(source.kind.file)}")
        self._open.enter_context(lines)
        writer = csv.writer(lines)
        writer.writerow([*(name for name in source.header if not name.startswith(REJECTED)), *WHY])
        self._writers[source.path] = path, writer
        return path, writer


def create(file: Path, middle: str = "") -> tuple[Path, IO[str]]:
    """A new file for its owner alone, under the name that was asked for, or the next number of it.

    It begins with a byte order mark, without which Excel takes UTF-8 for something else.

    Raises:
        OSError: no file can be written there.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    made = ((path, _new(path)) for path in _numbered(file, middle))
    path, descriptor = next((path, number) for path, number in made if number is not None)
    return path, os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="")


def _new(path: Path) -> int | None:
    """A file that was not there, be it as a link that leads nowhere; an import beside this one may be faster."""
    with suppress(FileExistsError):
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return None


def _unused(file: Path) -> Path:
    """The file, or the next number of it, so that neither it nor one with a middle is there."""
    there = {one.name for one in file.parent.iterdir()} if file.parent.is_dir() else set[str]()
    return next(
        path
        for path in _numbered(file)
        if not any(name == path.name or name.startswith(f"{path.stem}.") for name in there)
    )


def _numbered(file: Path, middle: str = "") -> Iterator[Path]:
    numbers = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
    return (file.with_name(f"{file.stem}{middle}{number}{file.suffix}") for number in numbers)
