"""Years of the province by any seed: their files, what a separate program makes of them, and how reports differ."""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from cli.paths import ROOT
from tests.reference_year.report import report

GENERATOR = ROOT / "samples" / "make_province_year.py"
LAST_DAY = dt.date(2018, 12, 31)
IN_TURN = ("sign_up_actions.csv", "fund_entries.csv")
NOTHING = object()


def make_year(folder: Path, scale: float, seed: int) -> Path:
    """A year of a size, drawn by a seed: the folder with its files."""
    command = [sys.executable, GENERATOR, folder, "--scale", str(scale), "--seed", str(seed)]
    subprocess.run(command, check=True)
    return folder


def expected(folder: Path, day: dt.date = LAST_DAY) -> Any:
    """What the rules make of a year's files as of a day, by the separate program."""
    return json.loads(json.dumps(report(folder, day)))


def in_any_order(folder: Path, chance: random.Random) -> list[Path]:
    """A year's files in a drawn order.

    Sign-ups and entries of funds come when what they name is there: what is decided or paid is not taken back.
    """
    files = sorted(folder.glob("*.csv"))
    chance.shuffle(files)
    return sorted(files, key=lambda one: one.name in IN_TURN)


def unlike(expected: Any, found: Any, path: str = "") -> list[str]:
    """Where two reports differ, a line for each place."""
    if not (isinstance(expected, dict) and isinstance(found, dict)):
        return [] if expected == found else [f"{path}: expected {_text(expected)}, found {_text(found)}"]
    names = sorted(expected.keys() | found.keys())
    return [
        line
        for name in names
        for line in unlike(expected.get(name, NOTHING), found.get(name, NOTHING), f"{path}/{name}")
    ]


def _text(value: Any) -> str:
    return "nothing" if value is NOTHING else str(value)
