"""The virtual environment with exactly the locked packages.

The digest of the lock is written into it last. So one that was interrupted, or made from another lock, is made again.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from cli.setup import interpreter
from cli.setup.failure import SetupFailed, end_of
from cli.setup.progress import Progress

# pip's own configuration, such as its index, applies. Wheels only: what is not in the lock does not run meanwhile.
PIP_INSTALL = ("-m", "pip", "install", "--no-deps", "--require-hashes", "--only-binary", ":all:", "-r")
PIP_FAILED = """Installing the packages failed. Is the package index reachable? pip's own settings apply (pip.conf,
PIP_INDEX_URL, PIP_CERT). ./kapok tries again from the start."""


def make(root: Path, log: Path, held: TextIO) -> None:
    """Make it unless it is there.

    Args:
        held: the lock of the set-up. What is started here holds it too, so that nobody begins anew beside a pip that
            outlived the set-up that started it.

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
    if folder.is_symlink():  # another folder's, which making ours would empty
        folder.unlink()
    mark.unlink(missing_ok=True)
    count = len(re.findall(r"^\S+==", lock.read_text(), re.MULTILINE))
    print(f"Making the virtual environment .venv with {count} packages, each checked by its hash ...", flush=True)
    scratch = root / ".kapok" / "pip"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    for command, failed in (
        ([base, "-m", "venv", "--clear", str(folder)], "Making the virtual environment failed."),
        ([str(python), *PIP_INSTALL, str(lock)], PIP_FAILED),
    ):
        with Progress(count) as progress:
            if _run(command, log, held, scratch, progress.see):
                raise SetupFailed(f"{end_of(log)}\n\n{failed} All of it is in {log}.")
    shutil.rmtree(scratch, ignore_errors=True)
    mark.write_text(digest + "\n")


def _run(command: list[str], log: Path, held: TextIO, scratch: Path, see: Callable[[str], None]) -> int:
    """Run a command, its words into the log; its exit code."""
    with (
        log.open("a") as output,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "TMPDIR": str(scratch)},
            pass_fds=[held.fileno()],
        ) as running,
    ):
        assert running.stdout is not None
        for line in running.stdout:
            output.write(line)
            see(line)
    return running.returncode
