"""The kinds of rows that the registry takes in as declared, and that may wait for something of its own or of others."""

from __future__ import annotations

from services.registry.affiliations.kind import AFFILIATIONS
from services.registry.consents.kind import CONSENTS
from services.registry.credentials.kind import INSURANCE, LICENCES
from services.registry.merges.kind import MERGES
from services.registry.organisations.kind import ORGANISATIONS
from services.registry.populations.kind import POPULATIONS
from services.registry.stations.kind import STATIONS
from services.registry.terms.kind import TERMS
from services.registry.transfers.kind import TRANSFERS
from shared.kinds import Kind

KINDS: tuple[Kind, ...] = (
    ORGANISATIONS,
    MERGES,
    TRANSFERS,
    TERMS,
    AFFILIATIONS,
    LICENCES,
    INSURANCE,
    CONSENTS,
    STATIONS,
    POPULATIONS,
)
