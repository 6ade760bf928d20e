"""What the supervisor is told about one program."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """A program of the stack. Programs of one group stop together, later groups before earlier ones."""

    name: str
    group: str
    command: tuple[str, ...]
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    starts_by_itself: bool = True
    stop_seconds: int = 10
