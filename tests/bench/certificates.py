"""`python -m tests.bench.certificates`: what a certificate's page takes of one core, and whether memory stays flat."""

from __future__ import annotations

import time
from pathlib import Path

import click
import orjson

from services.hours.certificates.page import page
from shared.certificates import files
from tests.unit.shared.test_certificates import KEYS, certificate

PAGE_BYTES, TIMES = 4096, 4


@click.command()
@click.option("--count", default=1_000, show_default=True)
@click.option("--entries", default=20, show_default=True, help="Of each certificate.")
def main(count: int, entries: int) -> None:
    """Set and sign pages, with their proofs attached; a line after each quarter of them."""
    began = time.process_time()
    file, _ = certificate(entries)
    click.echo(f"the first: {(time.process_time() - began) * 1_000:.0f} ms of processor time")
    began = time.process_time()
    for number in range(1, count + 1):
        # Each is another one, so that nothing of one before is remembered.
        other = file.replace(b"KC0000", b"KC%04d" % (number % 10_000))
        contents = orjson.loads(other)["certificate"]
        made = files.as_page(KEYS, page(contents, other), "s1")
        if number % (count // TIMES) == 0:
            each = (time.process_time() - began) / number * 1_000
            click.echo(f"{number:,}: {each:.1f} ms each, {_resident() / 2**20:.0f} MB, {len(made):,} bytes")


def _resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES


if __name__ == "__main__":
    main()
