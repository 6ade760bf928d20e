"""HTTP of works: calls, works, their scores, and the ranking."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g
from flask.views import MethodView

from services.projects.blueprint import blueprint
from services.projects.works import schemas, usecases
from services.projects.works.kind import CALLS, SCORES, WORKS
from services.projects.works.repository import CALL_LIST, SCORE_LIST, WORK_LIST
from shared import clock
from shared.sources import as_written
from shared.web import exports
from shared.web.auth import requires, theirs_of
from shared.web.commands import store
from shared.web.days import AsOf
from shared.web.kinds import add_kind
from shared.web.limits import everybody
from shared.web.lists import add_list
from shared.web.lives import Records
from shared.web.steps import problems

PUBLIC = everybody("results of works, of no person")

add_kind(blueprint, CALLS)
add_list(blueprint, CALLS.path, CALL_LIST, schemas.CallView, "projects:read")
Records(blueprint, CALLS, schemas.CallView).add_one("projects:read")


@blueprint.route("/calls/<ours:reference>/ranking")
class Ranking(MethodView):
    """Which works of a call are best."""

    @requires("projects:read", PUBLIC)
    @blueprint.arguments(AsOf, location="query")
    @blueprint.response(200, schemas.Ranking)
    def get(self, query: dict[str, Any], reference: str) -> Any:
        """The works of a call that three jurors or more scored, ranked as of a day, by default today."""
        day = query["as_of"] or clock.today()
        with problems():
            ranked = [as_written(g.caller.source, one) for one in usecases.ranking(store(), reference, day)]
        return {"as_of": day, "call_ref": theirs_of(reference), "ranking": ranked}


@blueprint.route("/exports/rankings")
class Rankings(MethodView):
    """The rankings of all calls."""

    @requires("projects:export", PUBLIC)
    @blueprint.arguments(AsOf, location="query")
    @exports.export(blueprint, "one work a line", exports.by("work_ref"))
    def get(self, query: dict[str, Any]) -> Iterable[dict[str, Any]]:
        """Every work that has a rank as of a day, by default today: call, category, rank and result."""
        return usecases.rankings(store(), query["as_of"] or clock.today())


add_kind(blueprint, WORKS)
add_list(blueprint, WORKS.path, WORK_LIST, schemas.WorkView, "projects:read")
Records(blueprint, WORKS, schemas.WorkView).add_one("projects:read")

add_kind(blueprint, SCORES)
add_list(blueprint, SCORES.path, SCORE_LIST, schemas.WorkScoreView, "projects:read")
Records(blueprint, SCORES, schemas.WorkScoreView).add_one("projects:read")
