"""The supervisor's process: supervisord, which is told to stop everything when the process that started it is gone."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from supervisor.supervisord import main

PR_SET_PDEATHSIG = 1


def stop_with_parent() -> None:
    """Get SIGTERM when the parent dies, however it dies: nobody would be left to stop what it started."""
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit("the process that started the supervisor is gone")


if __name__ == "__main__":
    stop_with_parent()
    main()
