"""HTTP of shifts: taking them in, and one of them."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.projects.blueprint import blueprint
from services.projects.shifts import schemas, usecases
from services.projects.shifts.kind import SHIFTS
from shared.sources import as_written
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.kinds import add_kind
from shared.web.limits import BY_RECORD
from shared.web.steps import problems

add_kind(blueprint, SHIFTS, usecases.schedule_shifts)


@blueprint.route("/shifts/<ours:reference>")
class Shift(MethodView):
    """A shift."""

    @requires("projects:read", BY_RECORD)
    @blueprint.response(200, schemas.ShiftView)
    def get(self, reference: str) -> Any:
        """A shift, a waiting one too, with the organisation that answers for it on its first day."""
        with problems():
            return as_written(g.caller.source, usecases.shift(store(), reference, g.where))
