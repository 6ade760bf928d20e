"""Which runs of pytest the levels take."""

from __future__ import annotations

from pathlib import Path

from cli.commands.test import LEVELS
from cli.project.testing import MEASURED, stages
from tests.conftest import LONGEST, TESTS


def test_every_level_runs_once() -> None:
    """All of it before what is measured, which is left out there and comes alone, file by file."""
    first, *last = stages(LEVELS[1:])
    paths = [path for part in first for path in part.paths]
    assert sorted(paths) == sorted(Path("tests", level) for level in LEVELS[1:])
    assert all(f"--ignore={one}" in part.options for part in first for one in MEASURED)
    assert [[(one,)] for one in MEASURED] == [[part.paths for part in stage] for stage in last]
    assert all(one.exists() for one in MEASURED)


def test_a_level_alone_is_one_run() -> None:
    """Where nothing is measured."""
    assert [[(Path("tests/unit"),)]] == [[part.paths for part in stage] for stage in stages(["unit"])]


def test_the_files_that_begin_first_are_there() -> None:
    """One that has another name now would begin wherever it stands."""
    assert [] == [name for name in LONGEST if not (TESTS / name).exists()]
