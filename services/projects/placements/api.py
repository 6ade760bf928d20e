"""HTTP of placements: taking them in, the steps of their life, lists, allowances and certificates."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.projects.blueprint import blueprint
from services.projects.placements import schemas, usecases
from services.projects.placements.kind import LIST, PLACEMENTS
from shared import clock
from shared.lives import Record
from shared.sources import as_written
from shared.waiting import NO_LONGER
from shared.web import exports
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.days import AsOf
from shared.web.kinds import add_kind
from shared.web.limits import BY_LIST, BY_PERSON
from shared.web.lists import add_list
from shared.web.lives import Records, by_fields
from shared.web.steps import problems

DECIDE = "projects:approve"


def _shown(record: Record) -> dict[str, Any]:
    found = record.document
    return {**found, "state": PLACEMENTS.state(found, clock.today()), NO_LONGER: found.get(NO_LONGER)}


add_kind(blueprint, PLACEMENTS)
add_list(blueprint, PLACEMENTS.path, LIST, schemas.PlacementLine, "projects:read")
placements = Records(blueprint, PLACEMENTS, schemas.PlacementView, _shown)
placements.add_one("projects:read")
for name, body, take, scope in (
    ("selection", schemas.Selection, usecases.select, DECIDE),
    ("refusal", schemas.Refusal, usecases.refuse, DECIDE),
    ("start", schemas.Start, usecases.start, DECIDE),
    ("extension", schemas.Extension, usecases.extend, DECIDE),
    ("leaving", schemas.Leaving, usecases.leave, None),
):
    placements.add_step(name, body, by_fields(take), scope)


@blueprint.route("/placements/<ours:reference>/allowance")
class PlacementAllowance(MethodView):
    """What is paid for a placement."""

    @requires("projects:read", BY_PERSON)
    @blueprint.arguments(AsOf, location="query")
    @blueprint.response(200, schemas.AllowanceView)
    def get(self, query: dict[str, Any], reference: str) -> Any:
        """The allowance up to a day, by default today, recomputed month by month."""
        with problems():
            found = usecases.allowance_of(store(), reference, query["as_of"] or clock.today(), g.where)
        return as_written(g.caller.source, found)


@blueprint.route("/placements/<ours:reference>/certificate")
class PlacementCertificate(MethodView):
    """That somebody completed a placement."""

    @requires("projects:read", BY_PERSON)
    @blueprint.arguments(AsOf, location="query")
    @blueprint.response(200, schemas.Certificate)
    def get(self, query: dict[str, Any], reference: str) -> Any:
        """The certificate of a placement that is completed on a day, by default today."""
        with problems():
            found = usecases.certificate(store(), reference, query["as_of"] or clock.today(), g.where)
        return as_written(g.caller.source, found)


@blueprint.route("/exports/placement-allowances")
class PlacementAllowances(MethodView):
    """What is paid for placements."""

    @requires("projects:export", BY_LIST)
    @blueprint.arguments(AsOf, location="query")
    @exports.export(blueprint, "one placement a line", exports.by("placement_ref"))
    def get(self, query: dict[str, Any]) -> Any:
        """The allowance up to a day, by default today, of each placement that ever served, one JSON object a line."""
        return usecases.allowances(store(), query["as_of"] or clock.today(), g.where)
