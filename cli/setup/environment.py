"""The virtual environment with exactly the locked packages.

The digest of the lock is written into it last. So one that was interrupted, or made from another lock, is made again.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import time
from pathlib import Path

from cli.setup import interpreter
from cli.setup.failure import SetupFailed, end_of

# pip's own configuration, such as its index, applies. Wheels only: what is not in the lock does not run meanwhile.
PIP_INSTALL = ("-m", "pip", "install", "--no-deps", "--require-hashes", "--only-binary", ":all:", "-r")
SHOW_EVERY = 0.2


def make(root: Path, log: Path) -> None:
    """Make it unless it is there.

    Raises:
        SetupFailed: Python or pip failed; the message shows the end of the log.
    """
    lock, folder = root / "requirements-dev.lock", root / ".venv"
    digest, mark = hashlib.sha256(lock.read_bytes()).hexdigest(), folder / "kapok-lock.sha256"
    python = folder / "bin" / "python"
    if python.exists() and mark.exists() and mark.read_text().strip() == digest:
        return
    base = interpreter.find()
    if base is None:
        raise SetupFailed("No Python 3.11 or later can make a virtual environment; is python3-venv installed?")
    mark.unlink(missing_ok=True)
    count = len(re.findall(r"^\S+==", lock.read_text(), re.MULTILINE))
    print(f"Making the virtual environment .venv with {count} packages, each checked by its hash ...", flush=True)
    with log.open("a") as output:
        _run([base, "-m", "venv", "--clear", str(folder)], output.fileno(), log)
    _install([str(python), *PIP_INSTALL, str(lock)], log, count)
    mark.write_text(digest + "\n")


def _run(command: list[str], output: int, log: Path) -> None:
    if subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, check=False).returncode:
        raise SetupFailed(f"{end_of(log)}\n\n{' '.join(command)} failed (all of it in {log})")


def _install(command: list[str], log: Path, count: int) -> None:
    """Run pip, its words into the log, and on a terminal one line that counts."""
    with (
        log.open("a") as output,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip,
    ):
        assert pip.stdout is not None
        progress = _Progress(count)
        for line in pip.stdout:
            output.write(line)
            progress.see(line)
        progress.end()
    if pip.returncode:
        raise SetupFailed(
            f"{end_of(log)}\n\npip failed (all of it in {log}). Is the package index reachable? pip's own settings\n"
            "(pip.conf, PIP_INDEX_URL, PIP_CERT) apply. ./kapok tries again from the start."
        )


class _Progress:
    """Counts packages on one line of a terminal; says nothing elsewhere."""

    def __init__(self, count: int) -> None:
        self._count, self._seen, self._shown = count, 0, 0.0
        self._terminal = sys.stdout.isatty()

    def see(self, line: str) -> None:
        if line.startswith("Collecting "):
            self._seen += 1
            self._show(f"fetching {self._seen} of {self._count}: {line.split()[1].partition('==')[0]}")
        elif line.startswith("Installing "):
            self._show("unpacking", always=True)

    def end(self) -> None:
        self._show("", always=True)

    def _show(self, text: str, *, always: bool = False) -> None:
        if self._terminal and (always or time.monotonic() - self._shown > SHOW_EVERY):
            self._shown = time.monotonic()
            print(f"\r\033[K{text}", end="", flush=True)
