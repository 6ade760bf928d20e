"""The checks that look at the code without running it."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable

from cli.paths import PYTHON, ROOT

LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
CHECKS = {
    "formatting": ("-m", "ruff", "format", "--check", "."),
    "lint": ("-m", "ruff", "check", "--quiet", "."),
    "types": ("-m", "mypy", "--no-error-summary", "shared", "services", "runner", "cli"),
    "import walls": ("-c", LINT_IMPORTS, "--no-logo"),
}


def run(say: Callable[[str], None]) -> bool:
    """Run every check, even after one failed; whether all passed. A check's words are shown only when it fails."""
    failed = [name for name, arguments in CHECKS.items() if not _passes(name, arguments, say)]
    return not failed


def _passes(name: str, arguments: tuple[str, ...], say: Callable[[str], None]) -> bool:
    begun = time.monotonic()
    done = subprocess.run(
        [PYTHON, *arguments], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    passed = done.returncode == 0
    say(f"check {name:<13} {'passed' if passed else 'FAILED'} ({time.monotonic() - begun:.1f} s)")
    if not passed:
        say(done.stdout.rstrip())
    return passed
