"""`python -m tests.faults.failpoints MODULE`: a process of the project that breaks where a test says, nowhere else.

The product knows nothing of it. Before the process begins, functions are wrapped by name: at a named step, the n-th
time, it is killed, paused, kept busy, or sees an error. `tests/processes.py` starts this module where the environment
has faults or a mutation; the steps are in `tests/faults/steps.py`.
"""

# ruff: noqa: E402
from __future__ import annotations

import runpy
import sys

MODULE = sys.argv[1]
if MODULE == "runner.worker":
    import eventlet

    eventlet.monkey_patch()

from tests.faults import mutants, steps

if __name__ == "__main__":
    mutants.apply_from_environment()
    steps.install_from_environment()
    runpy.run_module(MODULE, run_name="__main__", alter_sys=True)
