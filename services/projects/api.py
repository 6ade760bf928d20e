"""HTTP of projects."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from services.projects import schemas, usecases
from shared.web.auth import requires
from shared.web.batches import add_intake
from shared.web.blueprint import Blueprint
from shared.web.commands import store
from shared.web.refusals import add_refusals

blueprint = Blueprint(
    "projects", __name__, url_prefix="/v1", description="Sites, posts, shifts, availability, attendance"
)
blueprints = [blueprint]

add_intake(blueprint, "/sites", schemas.Site, usecases.open_sites, "projects:write")
add_intake(blueprint, "/posts", schemas.Post, usecases.open_posts, "projects:write")
add_intake(blueprint, "/shifts", schemas.Shift, usecases.schedule_shifts, "projects:write")
add_intake(blueprint, "/availability", schemas.Availability, usecases.offer_availability, "projects:write")
add_intake(blueprint, "/attendance", schemas.Attendance, usecases.log_attendance, "projects:write")
add_refusals(blueprint, "projects:export")


@blueprint.route("/shifts/<shift_ref>/proposals")
class Proposals(MethodView):
    """The places of a shift that matching proposes."""

    @requires("projects:read")
    @blueprint.response(200, schemas.Proposal(many=True))
    def get(self, shift_ref: str) -> Any:
        """Who is proposed for a shift, with the cost and the reasons; people decide."""
        return store().transact(lambda transaction: usecases.proposals_of(transaction, shift_ref))
