"""HTTP of nominations, scores and objections: taking them in, lists, and each of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g
from flask.views import MethodView

from services.incentives.blueprint import blueprint
from services.incentives.nominations import schemas, showing
from services.incentives.nominations.kind import NOMINATIONS, OBJECTIONS, SCORES
from services.incentives.nominations.repository import LIST, OBJECTION_LIST, SCORE_LIST
from shared.web import exports
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.days import AsOf
from shared.web.kinds import add_kind
from shared.web.limits import BY_LIST
from shared.web.lists import add_list
from shared.web.lives import Records

add_kind(blueprint, NOMINATIONS)
add_list(blueprint, NOMINATIONS.path, LIST, schemas.NominationView, "incentives:read", shown=showing.of_list)
Records(blueprint, NOMINATIONS, schemas.NominationView, showing.of_record).add_one("incentives:read")


@blueprint.route("/exports/nominations")
class Nominations(MethodView):
    """What became of all nominations."""

    @requires("incentives:export", BY_LIST)
    @blueprint.arguments(AsOf, location="query")
    @exports.export(blueprint, "one nomination a line", exports.by("nomination_ref"))
    def get(self, query: dict[str, Any]) -> Iterable[dict[str, Any]]:
        """Each nomination that is decided on as of a day, by default today: its state, and its mean if it has one."""
        return showing.nominations_as_of(store(), query["as_of"], g.where)


add_kind(blueprint, SCORES)
add_list(blueprint, SCORES.path, SCORE_LIST, schemas.AwardScoreView, "incentives:judge")
Records(blueprint, SCORES, schemas.AwardScoreView).add_one("incentives:judge")

add_kind(blueprint, OBJECTIONS)
add_list(blueprint, OBJECTIONS.path, OBJECTION_LIST, schemas.ObjectionView, "incentives:review")
Records(blueprint, OBJECTIONS, schemas.ObjectionView).add_one("incentives:review")
