"""Partners over HTTP: taking them in, the list, and one of them."""

from __future__ import annotations

from services.incentives.blueprint import blueprint
from services.incentives.partners import schemas
from services.incentives.partners.kind import PARTNERS
from services.incentives.partners.repository import LISTING
from shared.web.kinds import add_kind
from shared.web.lists import add_list
from shared.web.lives import Records
from shared.web.refusals import add_refusals

add_kind(blueprint, PARTNERS)
add_list(blueprint, PARTNERS.path, LISTING, schemas.PartnerView, "incentives:read")
records = Records(blueprint, PARTNERS, schemas.PartnerView)
records.add_one("incentives:read")
add_refusals(blueprint, "incentives:export")
