"""The embedded store as a program: it speaks MongoDB's protocol and is never imported."""

from __future__ import annotations

from cli.home import Home
from cli.paths import PYTHON
from cli.stack.program import Program


def programs(home: Home) -> list[Program]:
    """The store. Without `--sync-on-commit`, killing it would lose acknowledged transactions."""
    folder = home.folder / "store"
    command = (
        *(PYTHON, "-P", "-m", "secantus", "--config", str(folder / "secantus.toml"), "--log-level", "WARNING"),
        *("--host", "127.0.0.1", "--port", str(home.ports["store"]), "--storage-path", str(folder / "data")),
        "--sync-on-commit",
    )
    return [Program("store", "data", command, folder, stop_seconds=5)]


def prepare(home: Home) -> None:
    """Write the file that keeps the store from looking for configuration of somebody else's."""
    folder = home.folder / "store"
    folder.mkdir(exist_ok=True)
    (folder / "secantus.toml").write_text('[storage]\ncache_size = "512M"\n')
