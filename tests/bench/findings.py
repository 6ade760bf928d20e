"""What a bench has measured is never lost: a part that fails ends alone, and its figures are named."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from cli.terminal.errors import CommandError
from tests.bench import costs

Found = TypeVar("Found")
Say = Callable[[str], None]


class Gone(CommandError):
    """The process to be looked at has ended."""


class Findings:
    """Takes figures one by one.

    Attributes:
        missing: the figures that could not be taken, each with the reason.
    """

    def __init__(self, say: Say) -> None:
        self.say = say
        self.missing: list[str] = []

    def take(self, what: str, measure: Callable[[], Found]) -> Found | None:
        """What `measure` gives, or None where it failed, in whatever way."""
        try:
            return measure()
        except Exception as error:
            self.missing.append(f"{what} ({type(error).__name__}: {error})")
            self.say(f"not measured: {self.missing[-1]}")
            return None

    def peak_mb(self, pids: dict[str, Callable[[], int]]) -> dict[str, float]:
        """The most memory of each process that is still there."""
        taken = {name: self.take(f"the memory of {name}", partial(_peak_mb, pid)) for name, pid in pids.items()}
        return {name: size for name, size in taken.items() if size}

    def as_found(self) -> dict[str, Any]:
        """What is missing as the figures' file has it: nothing where all is there."""
        return {"missing": self.missing, "problem": f"not measured: {'; '.join(self.missing)}" if self.missing else ""}


def _peak_mb(find: Callable[[], int]) -> float:
    size = costs.peak_mb(pid := find())
    if not size:
        raise Gone(f"process {pid} has ended")
    return size
