"""Terms of office as a kind of row: they wait for their organisation and for who was elected."""

from __future__ import annotations

from services.registry.organisations.kind import needs_organisation, of_organisation
from services.registry.terms.domain import told
from services.registry.terms.policies import ELECTION
from services.registry.terms.schemas import TermRow
from services.registry.undecided import UNDECIDED
from services.registry.volunteers.known import needs_volunteer, number_of
from shared.kinds import Kind

TERMS = Kind(
    "terms",
    TermRow,
    "term_ref",
    "registry:write",
    place=of_organisation,
    needs=(needs_organisation(), needs_volunteer()),
    conditions=ELECTION,
    keep=number_of,
    event="term.recorded.v1",
    tell=lambda term: told({**term.facts, **number_of(term)}),
    undecided=UNDECIDED,
    lives=True,
)
