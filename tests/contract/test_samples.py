"""The season that the project ships is the one that its generator makes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cli.paths import ROOT

SAMPLES = ROOT / "samples"


def test_the_sample_is_the_generators_output(tmp_path: Path) -> None:
    """Byte by byte, on every Python: a season of any size can be trusted as this one."""
    subprocess.run([sys.executable, SAMPLES / "make_warm_winter.py", tmp_path, "--scale", "0.1"], check=True)

    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in (SAMPLES / "warm_winter").glob("*.csv")}


def test_every_column_is_described() -> None:
    """In the table of the samples' README."""
    described = (SAMPLES / "README.md").read_text(encoding="utf-8")
    for file in (SAMPLES / "warm_winter").glob("*.csv"):
        section = described.partition(f"### {file.name}")[2].partition("###")[0]
        header = file.read_text(encoding="utf-8").partition("\n")[0]
        assert [name for name in header.split(",") if f"`{name}`" not in section] == []
