"""`kapok bench register`: volunteers by file into a whole system; the rate in each tenth of it, and the memory."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tests.bench import by_file, machine, people
from tests.bench.arena import Arena
from tests.bench.race import Say

WARM_UP = 5_000


def measure(place: Arena, volunteers: int, say: Say) -> dict[str, Any]:
    """All figures, as they are written as JSON. Where the import ends early they are of what was answered until then.

    The first rows, beyond those that are asked for, are for warming up.
    """
    by_file.start(place)
    bounds = by_file.bounds_of(min(WARM_UP, volunteers), volunteers)
    with tempfile.TemporaryDirectory(prefix="kapok-bench-") as folder:
        file = Path(folder, "volunteers.csv")
        people.write(file, bounds[-1])
        found = by_file.measured(place, file, bounds, say)
    registered = found.pop("answered_rows")
    return {"volunteers": volunteers, "registered": registered, **found, "machine": machine.describe()}
