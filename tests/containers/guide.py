"""The commands of docs/operators.md: each block marked `sh`, in order."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

GUIDE = "docs/operators.md"
PIECE = re.compile(r"^(?:#+ (?P<heading>[^\n]*)|```(?P<language>\w*)\n(?P<body>.*?)^```)$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """A block of commands, and the heading that it stands under."""

    heading: str
    commands: str


def steps(text: str) -> Iterator[Step]:
    """What a reader of the text enters from top to bottom."""
    heading = ""
    for piece in PIECE.finditer(text):
        heading = piece["heading"] or heading
        if piece["language"] == "sh":
            yield Step(heading, piece["body"])


def run(step: Step, folder: Path, environment: Mapping[str, str]) -> str:
    """Run a step as a shell of its own that stops at the first command that fails; what it printed.

    Raises:
        AssertionError: a command failed.
    """
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", step.commands],
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{step.heading}:\n{step.commands}\n{done.stdout[-4000:]}"
    return done.stdout
