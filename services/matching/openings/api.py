"""HTTP of openings: who suits a shift, and having its free places proposed now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from flask import g
from flask.views import MethodView

from services.matching.blueprint import blueprint
from services.matching.openings import schemas, usecases
from shared import clock
from shared.sources import as_written
from shared.web import steps
from shared.web.auth import requires
from shared.web.commands import command, store
from shared.web.limits import BY_RECORD


@blueprint.route("/shifts/<own(shift):shift_ref>/proposals")
class Proposals(MethodView):
    """Whom a shift is proposed to."""

    @requires("matching:read", BY_RECORD)
    @blueprint.response(200, schemas.AskedSchema(many=True))
    def get(self, shift_ref: str) -> Any:
        """Who suits it, the best first, with why some are not asked now; who may not take it, and why not."""
        with steps.problems():
            return _written(usecases.who_suits(store(), shift_ref, clock.now(), g.where))

    @requires("matching:write", BY_RECORD)
    @blueprint.arguments(schemas.FreePlaces)
    @blueprint.response(200, schemas.AskedSchema(many=True))
    def post(self, body: dict[str, Any], shift_ref: str) -> Any:
        """Places are free: propose them to those who suit best and were not asked before; who was asked."""
        now = clock.now()
        with steps.problems():
            chosen = usecases.to_ask(store(), shift_ref, body["places"], now, g.where)
        return command(lambda transaction: _written(usecases.ask(transaction, shift_ref, chosen, now)))


def _written(found: Iterable[usecases.Asked]) -> list[dict[str, Any]]:
    return [as_written(g.caller.source, asdict(one)) for one in found]
