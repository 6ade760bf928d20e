"""HTTP of needs and offers: taking them in, lists, one of them, closing, and who gives an offer."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.matching.blueprint import blueprint
from services.matching.resources import domain, schemas, usecases
from services.matching.resources.kind import NEEDS, OFFERS
from services.matching.resources.repository import LIST_OF_NEEDS, LIST_OF_OFFERS
from shared import lives
from shared.lives import Record
from shared.sources import as_written
from shared.store.transaction import Transaction
from shared.web import steps
from shared.web.access_log import must_read
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.described import WITH_PURPOSE
from shared.web.kinds import add_kind
from shared.web.limits import BY_RECORD
from shared.web.lists import add_list
from shared.web.lives import Records


def _close_need(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return usecases.close_need(transaction, reference, body["closed_on"], seen)


def _close_offer(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return usecases.close_offer(transaction, reference, body["closed_on"], seen)


add_kind(blueprint, NEEDS)
add_list(blueprint, NEEDS.path, LIST_OF_NEEDS, schemas.NeedView, "matching:read")
needs = Records(blueprint, NEEDS, schemas.NeedView)
needs.add_one("matching:read")
needs.add_step("closing", schemas.Closing, _close_need)

add_kind(blueprint, OFFERS)
add_list(blueprint, OFFERS.path, LIST_OF_OFFERS, schemas.OfferView, "matching:read")
offers = Records(blueprint, OFFERS, schemas.OfferView)
offers.add_one("matching:read")
offers.add_step("closing", schemas.Closing, _close_offer)


@blueprint.route("/offers/<ours:reference>/donor")
class Donor(MethodView):
    """Who gives an offer."""

    @requires("registry:personal", BY_RECORD)
    @blueprint.doc(**{WITH_PURPOSE: True})
    @blueprint.response(200, schemas.DonorView)
    def get(self, reference: str) -> Any:
        """Who gives an offer, and where exactly it is; kept in the access log."""
        with steps.problems():
            found = lives.find(store(), OFFERS, reference, g.where)
        must_read("registry:personal", (), domain.SEALED)
        return as_written(g.caller.source, found.document)
