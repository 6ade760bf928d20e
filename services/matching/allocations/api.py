"""HTTP of allocations: the best one of a day, having it proposed, allotments and what somebody says to them."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.matching.allocations import candidates, deciding, proposing, schemas
from services.matching.allocations.domain import ACCEPTED
from services.matching.allocations.repository import LIST
from services.matching.blueprint import blueprint
from shared import clock
from shared.lives import Record
from shared.sources import as_written
from shared.web import long_requests, steps
from shared.web.access_log import may_read, note_change
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.described import BY_ITSELF, ETAG
from shared.web.limits import BY_RECORD, province
from shared.web.lists import add_list

PERSONAL = "registry:personal"
WHOLE = province("it weighs the offers of the whole province")

add_list(blueprint, "/allotments", LIST, schemas.AllotmentView, "matching:read")


@blueprint.route("/optimal-allocation")
class Optimum(MethodView):
    """The best allocation of a day."""

    @requires("matching:export", WHOLE)
    @blueprint.arguments(schemas.DayQuery, location="query")
    @blueprint.response(200, schemas.OptimumView)
    def get(self, query: dict[str, Any]) -> Any:
        """The figures of the best allocation of a day, by default today; nothing is proposed."""
        day = query["as_of"] or clock.today()
        with long_requests.one():
            found = vars(proposing.optimum(store(), day))
        may = may_read(PERSONAL, (), ("latitude", "longitude"))
        return {"as_of": day, **found, "unit_metres": found["unit_metres"] if may else None}


@blueprint.route("/allocations")
class Allocations(MethodView):
    """Allocations."""

    @requires("matching:write", WHOLE)
    @blueprint.arguments(schemas.DayQuery)
    @blueprint.doc(**{BY_ITSELF: True})
    @blueprint.response(200, schemas.AllocationView)
    def post(self, asked: dict[str, Any]) -> Any:
        """Solve the allocation of a day over what is left, and propose it in place of what nobody has decided on."""
        with long_requests.one():
            return proposing.propose(store(), asked["as_of"] or clock.today(), note_change)


@blueprint.route("/allocations/<identifier>")
class Allocation(MethodView):
    """One allocation."""

    @requires("matching:read", WHOLE)
    @blueprint.response(200, schemas.AllocationView)
    def get(self, identifier: str) -> Any:
        """An allocation that was proposed."""
        with steps.problems():
            return proposing.found(store(), identifier)


@blueprint.route("/allotments/<ours:reference>")
class Allotment(MethodView):
    """One allotment."""

    @requires("matching:read", BY_RECORD)
    @blueprint.response(200, schemas.AllotmentView, headers=ETAG)
    def get(self, reference: str) -> Any:
        """An allotment, with its version as the ETag."""
        with steps.problems():
            found = deciding.allotment(store(), reference, g.where)
        return steps.shown(found, _view(found))


@blueprint.route("/allotments/<ours:reference>/decision")
class Decisions(MethodView):
    """What somebody says to an allotment."""

    @requires("matching:decide", BY_RECORD)
    @blueprint.arguments(schemas.Decision)
    @blueprint.response(200, schemas.AllotmentView, headers=ETAG)
    def put(self, body: dict[str, Any], reference: str) -> Any:
        """Accept an allotment, or decline it; who does is who asks."""
        accepts = body["decision"] == ACCEPTED
        return steps.step(lambda transaction, seen: deciding.decide(transaction, reference, accepts, seen), _view)


@blueprint.route("/needs/<ours:reference>/offers")
class NeedOffers(MethodView):
    """Which offers a need can be given."""

    @requires("matching:read", BY_RECORD)
    @blueprint.arguments(schemas.DayQuery, location="query")
    @blueprint.response(200, schemas.NeedOfferView(many=True))
    def get(self, query: dict[str, Any], reference: str) -> Any:
        """The offers of its category: those that match, the nearest first; the others with what fails."""
        with steps.problems():
            found = candidates.offers_for(store(), reference, query["as_of"] or clock.today(), g.where)
        return [as_written(g.caller.source, one) for one in found]


def _view(record: Record) -> dict[str, Any]:
    return as_written(g.caller.source, record.document)
