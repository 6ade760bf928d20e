"""Rows that decide about a person: a source brings them of its own people alone (docs/adr/0017)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shared.rules.faults import Fault
from shared.sources import LOCAL, source_of

OF_ANOTHER_SOURCE = "of_another_source"


def foreign_people(row: Mapping[str, Any], key: str, *fields: str) -> Iterator[Fault]:
    """The fields of a row that name another source's people.

    A row may name whomever it knows (rules-network.md 0.1); where somebody belongs, who is one person and to whom it
    consents say only the person's own source and the network's. A row's own reference says which source brings it.

    Args:
        key: the field with the row's own reference.
        fields: those that name people.
    """
    source = source_of(row.get(key) or "")
    for name in fields if source != LOCAL else ():
        if row.get(name) and source_of(row[name]) != source:
            yield Fault(name, OF_ANOTHER_SOURCE)
