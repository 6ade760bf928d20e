"""Award cycles over HTTP: taking them in, and the list."""

from __future__ import annotations

from services.incentives.awards.kind import AWARD_CYCLES, LIST
from services.incentives.awards.schemas import AwardCycleView
from services.incentives.blueprint import blueprint
from shared.web.kinds import add_kind
from shared.web.lists import add_list

add_kind(blueprint, AWARD_CYCLES)
add_list(blueprint, AWARD_CYCLES.path, LIST, AwardCycleView, "incentives:read")
