"""HTTP of proposals."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.projects.blueprint import blueprint
from services.projects.proposals import schemas, usecases
from shared.sources import as_written
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.limits import BY_RECORD
from shared.web.steps import problems


@blueprint.route("/shifts/<own(shift):shift_ref>/proposals")
class Proposals(MethodView):
    """The places of a shift that matching proposes."""

    @requires("projects:read", BY_RECORD)
    @blueprint.response(200, schemas.Proposal(many=True))
    def get(self, shift_ref: str) -> Any:
        """Who is proposed for a shift, with the band of distance and the reasons; people decide."""
        with problems():
            found = store().transact(lambda transaction: usecases.proposals_of(transaction, shift_ref, g.where))
        return [as_written(g.caller.source, one) for one in found]
