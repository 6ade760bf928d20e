"""HTTP of fixed places: who runs a shift fixes one, takes that back, and sees which are."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.matching.blueprint import blueprint
from services.matching.fixed import schemas, usecases
from shared.lives import Record
from shared.sources import as_written
from shared.web import steps
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.described import ETAG
from shared.web.limits import BY_RECORD


@blueprint.route("/shifts/<own(shift):shift_ref>/fixed-places")
class FixedPlaces(MethodView):
    """The fixed places of a shift."""

    @requires("matching:read", BY_RECORD)
    @blueprint.response(200, schemas.FixedPlace(many=True))
    def get(self, shift_ref: str) -> Any:
        """Whose places in it are fixed, or were, by whom and since when."""
        with steps.problems():
            found = usecases.of_shift(store(), shift_ref, g.where)
        return [as_written(g.caller.source, one) for one in found]


@blueprint.route("/shifts/<own(shift):shift_ref>/fixed-places/<own(volunteer):volunteer_ref>")
class FixedPlace(MethodView):
    """A volunteer's place in a shift."""

    @requires("matching:decide", BY_RECORD)
    @blueprint.arguments(schemas.Fixing)
    @blueprint.response(200, schemas.FixedPlace, headers=ETAG)
    def put(self, body: dict[str, Any], shift_ref: str, volunteer_ref: str) -> Any:
        """Fix the place for all rosters, or let it be planned like others again; who says so is who asks."""
        with steps.problems():
            number = usecases.whose(store(), shift_ref, volunteer_ref, g.where)
        who = (number, volunteer_ref)
        return steps.step(
            lambda transaction, seen: usecases.fix(transaction, shift_ref, who, body["fixed"], seen), _view
        )


def _view(record: Record) -> dict[str, Any]:
    return as_written(g.caller.source, record.document)
