"""The season and the year that the project ships are those that their generators make."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cli.paths import ROOT
from tests.reference_year.columns import COLUMNS

SAMPLES = ROOT / "samples"


def test_the_season_is_the_generators_output(tmp_path: Path) -> None:
    """Byte by byte, on every Python: a season of any size can be trusted as this one."""
    assert _shipped("warm_winter") == _made(tmp_path, "make_warm_winter.py", "0.1")


def test_the_year_is_the_generators_output(tmp_path: Path) -> None:
    """Byte by byte: the files of the subjects that there are, of all that the generator makes."""
    made = _made(tmp_path, "make_province_year.py", "0.02")
    assert _shipped("province_year") == {f"{file}.csv": made[f"{file}.csv"] for file in COLUMNS}


def test_the_year_has_as_many_files_as_are_told_of() -> None:
    """All that the generator makes."""
    described = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert f"in {len(_shipped('province_year'))} CSV files" in described
    assert _shipped("province_year").keys() == {f"{file}.csv" for file in COLUMNS}


def test_every_column_is_described() -> None:
    """In the table of the samples' README."""
    described = (SAMPLES / "README.md").read_text(encoding="utf-8")
    for name, text in _shipped("warm_winter").items():
        section = described.partition(f"### {name}")[2].partition("###")[0]
        assert _missing(text, section) == []


def test_every_column_of_the_year_is_described() -> None:
    """In its line of the year's table, or where the season's file is described."""
    described = (SAMPLES / "README.md").read_text(encoding="utf-8")
    year = described.partition("## A year of the province")[2]
    for name, text in _shipped("province_year").items():
        line = next(line for line in year.splitlines() if line.startswith("|") and f"`{name}`" in line.split("|")[1])
        season = described.partition(f"### {name}")[2].partition("###")[0] if "as in a season" in line else ""
        assert _missing(text, line + season) == []


def _shipped(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (SAMPLES / folder).glob("*.csv")}


def _made(folder: Path, generator: str, scale: str) -> dict[str, bytes]:
    subprocess.run([sys.executable, SAMPLES / generator, folder, "--scale", scale], check=True)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _missing(text: bytes, description: str) -> list[str]:
    header = text.decode().partition("\n")[0]
    return [name for name in header.split(",") if f"`{name}`" not in description]
