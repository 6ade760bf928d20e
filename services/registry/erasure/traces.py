"""Where something is kept about a person, besides the registration: the rows of kinds that name a volunteer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pymongo.database import Database

from services.registry.kinds import KINDS
from services.registry.volunteers.repository import VOLUNTEERS
from shared.kinds import Kind
from shared.store.client import Document
from shared.store.migrations import index

OF_ORGANISATIONS = frozenset({"terms"})
"""Kinds whose rows are an organisation's record as much as a person's."""


class Trace(NamedTuple):
    """A kind of row and those of its fields that name volunteers by reference."""

    kind: Kind
    fields: tuple[str, ...]

    @property
    def stays(self) -> bool:
        """Whether an accepted row stays when the person is erased, under the number, which names nobody then."""
        return self.kind.name in OF_ORGANISATIONS


def trace(kind: Kind) -> Trace:
    """A kind brings its fields by what its rows need to be known."""
    return Trace(kind, tuple(need.field for need in kind.needs if need.collection == VOLUNTEERS))


TRACES = tuple(found for found in map(trace, KINDS) if found.fields)
"""Of every kind that the registry takes in."""


def collections(database: Database[Document], kinds: Iterable[Kind]) -> None:
    """Let rows be found by the volunteers whom they name, and those refusals that keep a row for review."""
    for kind, fields in map(trace, kinds):
        database[kind.name].create_indexes([index(field) for field in fields])
        database["refusals"].create_indexes([index(f"values.{field}", sparse=True) for field in fields])
