"""Versions of the tilt as a kind of row: they wait for a second person; they are the whole province's."""

from __future__ import annotations

from services.matching.tilts import domain
from services.matching.tilts.schemas import TiltVersionRow
from shared.kinds import Kind, Place
from shared.rules import adoption
from shared.rules.places import PROVINCE

TILT_VERSIONS = Kind(
    "tilt_versions",
    TiltVersionRow,
    "tilt_version_ref",
    "matching:write",
    place=lambda version: Place(PROVINCE),
    named=adoption.name_proposer,
    lacks=lambda version: adoption.lacks_adoption(version.facts),
    keeps_outcome=True,
    event="tilt.adopted.v1",
    tell=lambda version: domain.told(version.facts),
)
