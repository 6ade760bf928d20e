"""`python3 -m cli.setup`: install what is missing; one at a time, and again from the start if it was interrupted."""

from __future__ import annotations

import fcntl
import sys
from pathlib import Path
from typing import TextIO

from cli.setup import debian, environment
from cli.setup.failure import SetupFailed

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".kapok"


def main() -> int:
    """Exit code 0 once everything is there; 1 with what to type otherwise."""
    try:
        STATE.mkdir(exist_ok=True)
        with (STATE / "setup.lock").open("w") as lock:
            _take(lock)
            log = STATE / "setup.log"
            debian.install(debian.missing(), log)
            environment.make(ROOT, log, lock)
    except SetupFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except PermissionError as error:
        print(f"{error.filename} cannot be written; Kapok must be run by the owner of its folder", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted; the next ./kapok begins the set-up again", file=sys.stderr)
        return 130
    return 0


def _take(lock: TextIO) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another ./kapok sets this folder up; waiting for it ...", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)


if __name__ == "__main__":
    sys.exit(main())
