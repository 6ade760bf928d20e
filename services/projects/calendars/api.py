"""HTTP of calendars: the volunteer's own routes, and the file behind an address, for whoever has that."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, current_app, g, request
from flask.views import MethodView

from services.projects.blueprint import blueprint
from services.projects.calendars import schemas, usecases
from services.projects.calendars.writing import CONTENT_TYPE, written
from services.projects.signups.api import SCOPE
from shared import clock
from shared.web.auth import requires
from shared.web.commands import command, store
from shared.web.described import ETAG
from shared.web.limits import BY_PERSON
from shared.web.steps import problems


@blueprint.route("/calendar")
class OwnCalendar(MethodView):
    """The calendar of the volunteer who asks."""

    @requires("projects:read", BY_PERSON)
    @blueprint.response(200, schemas.CalendarView)
    @blueprint.alt_response(404, "NotFound")
    def get(self) -> Any:
        """Since when the volunteer's shifts have an address as a calendar. Where it is, is kept nowhere."""
        with problems():
            return usecases.own(store(), g.where.person)

    @requires(SCOPE, BY_PERSON)
    @blueprint.arguments(schemas.CalendarBody)
    @blueprint.response(201, schemas.CalendarMade)
    @blueprint.alt_response(404, "NotFound")
    def post(self, body: dict[str, Any]) -> Any:
        """Have a secret address of the own shifts for calendar programs, instead of the one before."""
        secret = usecases.new_secret()
        with problems():
            made = command(lambda transaction: usecases.make(transaction, secret, body["language"]))
        return {**made, "address": _address(secret) if usecases.is_behind(made, secret) else None}


@blueprint.route("/calendar/withdrawal")
class CalendarWithdrawal(MethodView):
    """The end of an address."""

    @requires(SCOPE, BY_PERSON)
    @blueprint.arguments(schemas.CalendarEnd)
    @blueprint.response(200, schemas.NoCalendar)
    @blueprint.alt_response(404, "NotFound")
    def put(self, body: dict[str, Any]) -> Any:
        """Have no address any more: programs that know it find nothing."""
        with problems():
            command(usecases.withdraw)
        return {"withdrawn": True}


@blueprint.route("/calendars/<secret>.ics")
class Calendar(MethodView):
    """The file behind an address; who has that needs no token."""

    @blueprint.alt_response(304, description="the calendar is as its ETag in `If-None-Match` says")
    @blueprint.doc(security=[])
    @blueprint.response(200, {"type": "string"}, content_type=CONTENT_TYPE, headers=ETAG)
    def get(self, secret: str) -> Any:
        """The shifts of the volunteer whose address it is (iCalendar), those that were cancelled among them."""
        current_app.extensions["kapok"].rates.take((usecases.THING, usecases.hashed(secret)))
        with problems():
            found = usecases.calendar(store(), secret, clock.now())
        body = written(found.entries, found.language)
        response = Response(body, content_type=f"{CONTENT_TYPE}; charset=utf-8")
        response.headers["Cache-Control"] = "private, no-cache"
        response.set_etag(hashlib.sha256(body).hexdigest()[:32])
        return response.make_conditional(request)


def _address(secret: str) -> str:
    return f"{request.script_root}/v1/calendars/{secret}.ics"
