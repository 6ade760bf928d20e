"""Logs of processes: what Kapok says and what its libraries say."""

from __future__ import annotations

import json
import subprocess
import sys

SPEAKER = """
import logging, structlog
from shared.observability import logs
logs.configure("INFO")
structlog.get_logger().info("ours", name="木棉")
logging.getLogger("library").warning('says "%s"', "two\\nlines")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("library").exception("failed")
"""


def test_every_line_is_json() -> None:
    """Also a library's, with quotes, line breaks and a traceback in it: one object a line, each with level and time."""
    told = subprocess.run([sys.executable, "-c", SPEAKER], capture_output=True, text=True, check=True).stderr
    ours, theirs, failed = map(json.loads, told.splitlines())
    assert ("ours", "木棉") == (ours["event"], ours["name"])
    assert ('says "two\nlines"', "library") == (theirs["event"], theirs["logger"])
    assert failed["exception"].endswith("ZeroDivisionError: division by zero")
    assert ["info", "warning", "error"] == [line["level"] for line in (ours, theirs, failed)]
    assert all(line["timestamp"].endswith("Z") for line in (ours, theirs, failed))
