"""Affiliations as a kind of row: they wait for their volunteer and their organisation."""

from __future__ import annotations

from services.registry.affiliations import domain
from services.registry.affiliations.schemas import AffiliationRow
from services.registry.organisations.kind import needs_organisation, of_organisation
from services.registry.undecided import UNDECIDED
from services.registry.volunteers.known import needs_volunteer, number_of
from shared.kinds import Kind

AFFILIATIONS = Kind(
    "affiliations",
    AffiliationRow,
    "affiliation_ref",
    "registry:write",
    needs=(needs_volunteer(), needs_organisation()),
    place=of_organisation,
    keep=number_of,
    sealed=domain.SEALED,
    personal=domain.PERSONAL,
    event="membership.changed.v1",
    tell=lambda case: domain.told({**case.facts, **number_of(case)}),
    undecided=UNDECIDED,
    lives=True,
)
