"""Partners over HTTP: taking them in, the list, and one of them."""

from __future__ import annotations

from services.incentives.blueprint import blueprint
from services.incentives.partners import schemas, usecases
from services.incentives.partners.kind import PARTNERS
from services.incentives.partners.repository import LISTING
from shared.web.kinds import add_kind
from shared.web.lists import add_list
from shared.web.lives import Records, by_fields
from shared.web.refusals import add_refusals

add_kind(blueprint, PARTNERS)
add_list(blueprint, PARTNERS.path, LISTING, schemas.PartnerView, "incentives:read")
records = Records(blueprint, PARTNERS, schemas.PartnerView)
records.add_one("incentives:read")
records.add_step("contract", schemas.Contract, by_fields(usecases.agree), "incentives:contract")
add_refusals(blueprint, "incentives:export")
