"""Where things lie in the project, and the interpreter that runs its processes."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".kapok"
DEFAULT_HOME = STATE / "home"
DEMO_HOME = STATE / "demo"
SAMPLE = ROOT / "samples" / "warm_winter"
PYTHON = sys.executable
