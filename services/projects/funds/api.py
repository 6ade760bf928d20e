"""HTTP of funds: they and their entries, lists of both and of postings, approvals, and balances as of a day."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.projects.blueprint import blueprint
from services.projects.funds import schemas, usecases
from services.projects.funds.kind import FUND_ENTRIES, FUNDS
from services.projects.funds.repository import LIST_OF_ENTRIES, LIST_OF_FUNDS, LIST_OF_POSTINGS
from shared import clock
from shared.web import exports
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.days import AsOf
from shared.web.kinds import add_kind
from shared.web.limits import BY_LIST
from shared.web.lists import add_list
from shared.web.lives import Records, by_fields

add_kind(blueprint, FUNDS)
add_list(blueprint, FUNDS.path, LIST_OF_FUNDS, schemas.FundView, "projects:read")
Records(blueprint, FUNDS, schemas.FundView).add_one("projects:read")

add_kind(blueprint, FUND_ENTRIES)
add_list(blueprint, FUND_ENTRIES.path, LIST_OF_ENTRIES, schemas.FundEntryView, "projects:read")
entries = Records(blueprint, FUND_ENTRIES, schemas.FundEntryView)
entries.add_one("projects:read")
entries.add_step("approval", schemas.GrantApproval, by_fields(usecases.approve_grant), "projects:approve")

add_list(blueprint, "/fund-postings", LIST_OF_POSTINGS, schemas.PostingView, "projects:read")


@blueprint.route("/exports/funds")
class Funds(MethodView):
    """What funds have."""

    @requires("projects:export", BY_LIST)
    @blueprint.arguments(AsOf, location="query")
    @exports.export(blueprint, "one fund a line", exports.by("fund_ref"))
    def get(self, query: dict[str, Any]) -> Any:
        """Each fund's balance and small donations at the end of a day, by default today, one JSON object a line."""
        return usecases.balances(store(), query["as_of"] or clock.today(), g.where)
