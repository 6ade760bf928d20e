"""Versions of policies as a kind of row: they wait for a second person; they are the whole province's."""

from __future__ import annotations

from services.incentives.standing.adopted import VERSIONS
from services.incentives.versions import domain
from services.incentives.versions.schemas import PolicyVersionRow
from shared.kinds import Kind, Place
from shared.rules import adoption
from shared.rules.places import PROVINCE

POLICY_VERSIONS = Kind(
    VERSIONS,
    PolicyVersionRow,
    "policy_version_ref",
    "incentives:write",
    place=lambda version: Place(PROVINCE),
    named=adoption.name_proposer,
    lacks=lambda version: adoption.lacks_adoption(version.facts),
    keeps_outcome=True,
    event="policy.adopted.v1",
    tell=lambda version: domain.told(version.facts),
)
