"""Benefits over HTTP: taking them in, the list, and one of them."""

from __future__ import annotations

from services.incentives.benefits.kind import BENEFITS, LIST
from services.incentives.benefits.schemas import BenefitView
from services.incentives.blueprint import blueprint
from shared.web.kinds import add_kind
from shared.web.lists import add_list
from shared.web.lives import Records

add_kind(blueprint, BENEFITS)
add_list(blueprint, BENEFITS.path, LIST, BenefitView, "incentives:read")
Records(blueprint, BENEFITS, BenefitView).add_one("incentives:read")
