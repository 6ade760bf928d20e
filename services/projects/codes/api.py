"""HTTP of codes: what a kiosk or a leader's device shows, to be scanned."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.projects.blueprint import blueprint
from services.projects.codes import schemas, usecases
from services.projects.codes.signing import NoCodeKeys
from shared import clock
from shared.sources import as_written
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.limits import BY_RECORD
from shared.web.problems import Problem
from shared.web.steps import problems


@blueprint.route("/shifts/<ours:reference>/codes")
class Codes(MethodView):
    """The codes of a shift."""

    @requires("projects:codes", BY_RECORD)
    @blueprint.arguments(schemas.Wanted, location="query")
    @blueprint.response(200, schemas.Codes)
    def get(self, query: dict[str, Any], reference: str) -> Any:
        """The codes that a device shows for a shift, each in its time; up to twelve hours of them for one offline."""
        begin, minutes = query["from"], query["minutes"]
        try:
            with problems():
                found = usecases.codes(store(), reference, begin, minutes, where=g.where, now=clock.now())
        except NoCodeKeys:
            raise Problem(503, "no key for codes is configured (KAPOK_CODE_KEYS)") from None
        return as_written(g.caller.source, found)
