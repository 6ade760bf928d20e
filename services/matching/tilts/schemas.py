"""What matching takes of versions of the tilt, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, fields

from services.matching.tilts import domain
from shared.intake.asked import Asked
from shared.intake.fields import Row, day, reference, whole
from shared.rules.faults import Fault

MOST_VERSIONS, MOST_WEIGHT = 10_000, 1_000


class TiltVersionRow(Row):
    """A version of the tilt: what a unit is worth where it is needed."""

    tilt_version_ref = reference()
    version = whole(2, MOST_VERSIONS)
    holds_from = day(required=True)
    county_outside_delta = whole(1, MOST_WEIGHT)
    outside_delta = whole(1, MOST_WEIGHT)
    in_delta = whole(1, MOST_WEIGHT)

    def faults(self, loaded: Mapping[str, Any]) -> Iterable[Fault]:
        """Of the weights none may be more than one nearer to the grass roots."""
        return domain.tilt_faults(loaded)


class Adoption(Asked):
    """Adopt a version as its second person: who asks. Allocations of its first day and later ones are made by it."""


class TiltVersionView(Schema):
    """A version as shown."""

    tilt_version_ref = fields.String()
    outcome = fields.String(metadata={"description": "held:adoption until a second person adopts it, then accepted"})
    version = fields.Integer()
    holds_from = fields.String()
    county_outside_delta = fields.Integer()
    outside_delta = fields.Integer()
    in_delta = fields.Integer()
    proposed_by = fields.String()
    adopted_by = fields.String()
