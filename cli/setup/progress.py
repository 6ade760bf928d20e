"""pip's progress for people: one line on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType

SHOW_EVERY = 0.2


class Progress:
    """Counts the packages that pip fetches, from what it says."""

    def __init__(self, count: int) -> None:
        self._count, self._seen, self._shown = count, 0, 0.0
        self._terminal = sys.stdout.isatty()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._show("", always=True)

    def see(self, line: str) -> None:
        """Take note of a line of pip's."""
        if line.startswith("Collecting "):
            self._seen += 1
            self._show(f"fetching {self._seen} of {self._count}: {line.split()[1].partition('==')[0]}")
        elif line.startswith("Installing "):
            self._show("unpacking", always=True)

    def _show(self, text: str, *, always: bool = False) -> None:
        if self._terminal and (always or time.monotonic() - self._shown > SHOW_EVERY):
            self._shown = time.monotonic()
            print(f"\r\033[K{text}", end="", flush=True)
