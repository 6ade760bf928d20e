"""HTTP of matching: the resources of its subjects."""

from __future__ import annotations

from services.matching import exports
from services.matching.allocations import api as allocations
from services.matching.blueprint import blueprint
from services.matching.cities import api as cities
from services.matching.fixed import api as fixed
from services.matching.openings import api as openings
from services.matching.policies import POLICIES
from services.matching.resources import api as resources
from services.matching.rosters import api as rosters
from services.matching.tilts import api as tilts
from shared.web.audit import add_access_log
from shared.web.policies import add_policies

SUBJECTS = (fixed, rosters, cities, openings, resources, tilts, allocations, exports)
blueprints = [blueprint]

add_access_log(blueprint, "matching")
add_policies(blueprint, POLICIES, "matching:read", tilts.adopted)
