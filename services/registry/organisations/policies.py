"""Where in the tree an organisation may stand: the conditions, as data."""

from __future__ import annotations

from services.registry.organisations.domain import is_circle, is_off_level, is_outside
from shared.rules.conditions import Conditions
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER

# A federation at every level, and all others below them [Guangdong's work plan for volunteer service 2015, 1 and 4].
# No source for how their regions lie in each other.
TREE = (
    Conditions(
        "organisations/guangdong",
        PROVINCE,
        EVER,
        1,
        (
            ("cycle", lambda one: is_circle(one.facts, one.known.get("parent_ref"))),
            ("parent_outside_region", lambda one: is_outside(one.facts, one.known.get("parent_ref"))),
            ("federation_level", lambda one: is_off_level(one.facts, one.known.get("parent_ref"))),
        ),
    ),
)
