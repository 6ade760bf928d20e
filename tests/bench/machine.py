"""What it was measured on."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from typing import Any

MEASURED = ("nameko", "faststream", "kombu", "pymongo", "secantusdb")


def describe() -> dict[str, Any]:
    """Processors, how busy they were, and versions."""
    return {
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "versions": {name: metadata.version(name) for name in MEASURED},
    }
