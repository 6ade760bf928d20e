"""Licences and insurance as kinds of rows: they wait for their volunteer."""

from __future__ import annotations

from services.registry.credentials import domain
from services.registry.credentials.schemas import InsuranceRow, LicenceRow
from services.registry.undecided import UNDECIDED
from services.registry.volunteers.known import at_home, needs_volunteer, number_of
from shared.kinds import Kind

LICENCES = Kind(
    "licences",
    LicenceRow,
    "licence_ref",
    "registry:write",
    needs=(needs_volunteer(),),
    place=at_home,
    keep=number_of,
    event="licence.recorded.v1",
    tell=lambda case: domain.licence_told({**case.facts, **number_of(case)}),
    undecided=UNDECIDED,
    lives=True,
)
INSURANCE = Kind(
    "insurance",
    InsuranceRow,
    "insurance_ref",
    "registry:write",
    needs=(needs_volunteer(),),
    place=at_home,
    keep=number_of,
    event="insurance.recorded.v1",
    tell=lambda case: domain.insurance_told({**case.facts, **number_of(case)}),
    undecided=UNDECIDED,
    lives=True,
)
