"""HTTP of hours."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.hours import repository, schemas, usecases
from shared.web import exports
from shared.web.auth import requires
from shared.web.batches import add_intake
from shared.web.blueprint import Blueprint
from shared.web.commands import command, store
from shared.web.problems import Problem
from shared.web.refusals import add_refusals

blueprint = Blueprint("hours", __name__, url_prefix="/v1", description="The ledger of hours, and what is held and why")
blueprints = [blueprint]

add_intake(blueprint, "/opening-balances", schemas.OpeningBalance, usecases.take_balances, "hours:write")
add_refusals(blueprint, "hours:export")


@blueprint.route("/attendance/<reference>")
class Attendance(MethodView):
    """One attendance."""

    @requires("hours:read")
    @blueprint.response(200, schemas.Outcome)
    def get(self, reference: str) -> Any:
        """What became of an attendance, and by which version of the policy."""
        found = repository.outcome(store().database, reference)
        if found is None:
            raise Problem(404, f"no attendance {reference} was heard of; it may still be on its way")
        return found


@blueprint.route("/attendance/<reference>/verdicts")
class Verdicts(MethodView):
    """People's decisions on what is held."""

    @requires("hours:approve")
    @blueprint.arguments(schemas.Verdict)
    @blueprint.response(200, schemas.Outcome)
    def post(self, body: dict[str, Any], reference: str) -> Any:
        """Approve what waits for an approval, or object to what is in public notice."""
        if body["verdict"] == "approve":
            done = command(lambda transaction: usecases.approve(transaction, reference, g.caller.subject))
        else:
            done = command(lambda transaction: usecases.object_to(transaction, reference))
        if not done:
            raise Problem(409, f"{reference} does not wait for that, or you recorded it yourself")
        return repository.outcome(store().database, reference)


@blueprint.route("/volunteers/<number>/entries")
class Entries(MethodView):
    """A volunteer's ledger."""

    @requires("hours:read")
    @blueprint.response(200, schemas.Entry(many=True))
    def get(self, number: str) -> Any:
        """Every entry of a volunteer's ledger, oldest day first."""
        return repository.entries_of(store().database, number)


@blueprint.route("/exports/outcomes")
class Outcomes(MethodView):
    """Every attendance."""

    @requires("hours:export")
    @blueprint.response(200, content_type="application/x-ndjson")
    def get(self) -> Any:
        """What became of every attendance, one JSON object a line."""
        return exports.stream(repository.outcomes(store().database))


@blueprint.route("/exports/totals")
class Totals(MethodView):
    """Every volunteer."""

    @requires("hours:export")
    @blueprint.response(200, content_type="application/x-ndjson")
    def get(self) -> Any:
        """The credited minutes of every volunteer, one JSON object a line."""
        return exports.stream(repository.totals(store().database))
