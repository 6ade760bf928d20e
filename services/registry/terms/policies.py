"""Who may be elected: the condition, as data."""

from __future__ import annotations

from services.registry.terms.domain import is_too_young
from shared.rules.conditions import Conditions
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER

# Officers are elected for a term [Guangdong's work plan for volunteer service 2015, 1]; no source for their age.
ELECTION = (
    Conditions(
        "terms/guangdong",
        PROVINCE,
        EVER,
        1,
        (("too_young", lambda term: is_too_young(term.known["volunteer_ref"].birth_date, term.day("elected_on"))),),
    ),
)
