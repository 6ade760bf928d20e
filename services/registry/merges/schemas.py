"""What the registry takes of merges, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, fields

from services.registry.volunteers.own_people import foreign_people
from shared.intake.asked import Asked
from shared.intake.fields import Row, decided, in_order, reference
from shared.rules.faults import Fault


class MergeRow(Row):
    """A row of merges.csv: somebody found two registrations to be of one person; perhaps they were told apart again."""

    merge_ref = reference()
    kept_ref = reference()
    merged_ref = reference()
    merged_at = decided(required=True)
    undone_at = decided(load_default=None, allow_none=True)

    _ends = in_order("merged_at", "undone_at")

    def faults(self, loaded: Mapping[str, Any]) -> Iterable[Fault]:
        """A source joins its own people alone."""
        yield from super().faults(loaded)
        yield from foreign_people(loaded, "merge_ref", "kept_ref", "merged_ref")


class Undoing(Asked):
    """Undo a merge: both registrations have their own again from this moment on."""

    undone_at = decided(required=True)


class MergeView(Schema):
    """A merge."""

    merge_ref = fields.String()
    kept_ref = fields.String()
    merged_ref = fields.String()
    kept = fields.String(metadata={"description": "the number; missing while one of the two is unknown"})
    merged = fields.String(metadata={"description": "the number; missing while one of the two is unknown"})
    merged_at = fields.String()
    undone_at = fields.String(allow_none=True)
    outcome = fields.String(metadata={"description": "accepted, held:<reason> or refused:<reason>"})
