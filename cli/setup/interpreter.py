"""Choosing the Python that the virtual environment is made with."""

from __future__ import annotations

import shutil
import subprocess

CANDIDATES = ("python3.11", "/usr/bin/python3.11", "python3", "/usr/bin/python3")
CHECK = "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))"


def find() -> str | None:
    """The first Python of at least 3.11 that can make virtual environments; 3.11 itself is what we test with."""
    for candidate in CANDIDATES:
        path = shutil.which(candidate)
        if path and subprocess.run([path, "-c", CHECK], capture_output=True, check=False).returncode == 0:
            return path
    return None


def can_make_environments() -> bool:
    """Whether there is one."""
    return find() is not None
