"""HTTP of attendance."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.hours.attendance import ending, schemas, usecases, verdicts
from services.hours.blueprint import blueprint
from shared.sources import as_written
from shared.store.transaction import Transaction
from shared.web import exports, steps
from shared.web.auth import requires
from shared.web.commands import command, store
from shared.web.limits import BY_LIST, BY_PERSON, BY_RECORD
from shared.web.problems import Problem


class Attendance(MethodView):
    """One attendance."""

    @requires("hours:read", BY_PERSON)
    @blueprint.response(200, schemas.Outcome)
    def get(self, reference: str) -> Any:
        """What became of an attendance, and by which version of the policy."""
        found = usecases.outcome(store(), reference, g.where)
        if found is None:
            raise Problem(404, "no attendance was heard of under this reference; it may still be on its way")
        return as_written(g.caller.source, found)


def _decide(transaction: Transaction, reference: str, body: dict[str, Any]) -> bool:
    subject = g.caller.subject
    if body["verdict"] == "end":
        return ending.end(transaction, reference, body["checked_out_at"], subject)
    if body["verdict"] == "refuse":
        return verdicts.refuse(transaction, reference, subject, body["because"])
    decide = verdicts.approve if body["verdict"] == "approve" else verdicts.object_to
    return decide(transaction, reference, subject)


class Verdicts(MethodView):
    """People's decisions on what is held."""

    @requires("hours:approve", BY_RECORD)
    @blueprint.arguments(schemas.Verdict)
    @blueprint.response(200, schemas.Outcome)
    @blueprint.alt_response(409, "Conflict")
    def post(self, body: dict[str, Any], reference: str) -> Any:
        """Approve or refuse what waits for a person, object to what is in public notice, or say an end."""
        with steps.problems():
            done = command(lambda transaction: _decide(transaction, reference, body), bool)
        if not done:
            raise Problem(
                409,
                "the attendance does not wait for that; or you had a say in it, it is yours, or no recorder is named",
            )
        return as_written(g.caller.source, usecases.outcome(store(), reference) or {})


class Outcomes(MethodView):
    """Every attendance."""

    @requires("hours:export", BY_LIST)
    @exports.export(blueprint, "one attendance a line", exports.by("attendance_ref"))
    def get(self) -> Any:
        """What became of every attendance, one JSON object a line."""
        return usecases.outcomes(store(), g.where)
