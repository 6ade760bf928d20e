"""The supervisor's process: supervisord, which is told to stop everything when the process that started it is gone."""

from __future__ import annotations

import os
import signal

from supervisor.supervisord import main

from runner.lifeline import end_with

if __name__ == "__main__":
    end_with(os.getppid(), signal.SIGTERM)
    main()
