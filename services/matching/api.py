"""HTTP of matching: the resources of its subjects."""

from __future__ import annotations

from services.matching.blueprint import blueprint
from services.matching.rosters import api as rosters
from services.matching.rosters.policy import POLICIES
from shared.web.audit import add_access_log
from shared.web.policies import add_policies

SUBJECTS = (rosters,)
blueprints = [blueprint]

add_access_log(blueprint, "matching")
add_policies(blueprint, POLICIES, "matching:read")
