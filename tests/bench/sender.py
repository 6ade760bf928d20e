"""A process that sends a file as `./kapok import` does, by the same code, and prints how many rows are answered when.

Run as: -m tests.bench.sender HOME FILE, with `rejects` behind it where some rows are to be rejected.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from cli.importing import files
from cli.importing.kinds import SCOPES, Columns
from cli.importing.season import PATIENCE
from cli.importing.sending import send
from cli.systems import home
from cli.talking.api import Api
from cli.terminal.errors import CommandError


def run(folder: Path, file: Path, *, some_rejected: bool) -> None:
    """Send it: a line at the beginning, and one after each batch.

    Raises:
        CommandError: rows or the whole file were refused, or the API did not answer.
    """
    with Api(home.read(folder), "bench", SCOPES, PATIENCE) as api:
        source = files.check(file, Columns(api))
        if isinstance(source, files.RefusedFile):
            raise CommandError(source.reason)
        _print(0)
        tally = send(api, source, _print)
    if tally.rejected and not some_rejected:
        raise CommandError(f"{tally.rejected:,} rows were rejected, first for {tally.rejects[0].reason}")


def _print(answered: int) -> None:
    sys.stdout.write(f"{json.dumps([answered, time.monotonic()])}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        run(Path(sys.argv[1]), Path(sys.argv[2]), some_rejected=sys.argv[3:] == ["rejects"])
    except CommandError as error:
        sys.exit(error.message)
