"""The rows of a source that were not taken in, counted from the services' exports."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from cli.talking.api import Api
from shared.intake.rows import CONFLICTING, INVALID, REPLAYED
from shared.sources import LOCAL, source_of, theirs


@dataclass
class Refusals:
    """Rows that were not taken in.

    Attributes:
        by_file: how many were invalid, replayed and conflicting, of files that have any.
        invalid: the references of malformed rows, by file.
    """

    by_file: dict[str, dict[str, int]] = field(default_factory=dict)
    invalid: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def of(self, *files: str) -> dict[str, int]:
        """How many rows of some files, of all where none is named."""
        total: Counter[str] = Counter({INVALID: 0, REPLAYED: 0, CONFLICTING: 0})
        for file in files or self.by_file:
            total.update(self.by_file.get(file, {}))
        return dict(total)


def fetch(api: Api, services: Iterable[str], source: str) -> Refusals:
    """The refusals of some services."""
    found = Refusals()
    for line in (one for name in services for one in api.lines(f"/{name}/v1/exports/refusals")):
        if line.get("source", LOCAL) != source:
            continue
        counts = found.by_file.setdefault(line["resource"], {INVALID: 0, REPLAYED: 0, CONFLICTING: 0})
        counts[line["kind"]] += 1
        if line["kind"] == INVALID and line["reference"]:
            found.invalid[line["resource"]].add(theirs(source, line["reference"]))
    return found


def seen_by(source: str, reference: str) -> str | None:
    """A reference as its source writes it; None where it is another source's."""
    return theirs(source, reference) if source_of(reference) == source else None
