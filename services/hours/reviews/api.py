"""HTTP of reviews."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.hours.attendance.flagged import LIST as FLAGGED
from services.hours.blueprint import blueprint
from services.hours.flags.repository import LIST as DAYS
from services.hours.reviews import schemas, usecases, waiting
from shared.lists import After
from shared.sources import LOCAL, as_written
from shared.web import pages
from shared.web.auth import requires, theirs_of
from shared.web.blueprint import Blueprint
from shared.web.commands import store
from shared.web.limits import BY_LIST
from shared.web.lists import add_list

LIST, WAITING = "reviews", "waiting"


class Reviews(MethodView):
    """What people must look at."""

    @requires("hours:read", BY_LIST)
    @blueprint.arguments(schemas.Page, location="query")
    @blueprint.response(200, schemas.Reviews)
    def get(self, query: dict[str, Any]) -> Any:
        """Merges whose registrations were credited the same time twice, a page at a time."""
        (after,) = pages.position(query["after"], 1, LIST) if query["after"] else (None,)
        found = usecases.reviews(store(), query["limit"], after, g.where, g.caller.source)
        following = pages.cursor(found[-1]["merge_ref"], of=LIST) if len(found) == query["limit"] else None
        shown = [{**one, "merge_ref": theirs_of(one["merge_ref"])} for one in found]
        return {"reviews": shown, "next": following}


class Waiting(MethodView):
    """What waits for who asks."""

    @requires("hours:approve", BY_LIST)
    @blueprint.arguments(schemas.Page, location="query")
    @blueprint.response(200, schemas.AllWaiting)
    def get(self, query: dict[str, Any]) -> Any:
        """Presences on which the caller may decide, those first that are due first; a page at a time."""
        after = After(*pages.position(query["after"], 2, WAITING)) if query["after"] else None
        caller = g.caller
        asking = waiting.Asking(caller.subject, g.where, None if caller.source == LOCAL else caller.source)
        found = waiting.waiting(store(), asking, query["limit"], after)
        is_full = len(found) == query["limit"]
        following = pages.cursor(found[-1]["due_on"], found[-1]["attendance_ref"], of=WAITING) if is_full else None
        return {"waiting": [as_written(caller.source, one) for one in found], "next": following}


def add_to(blueprint: Blueprint) -> None:
    """Add the lists of days and of presences that people should look at."""
    add_list(blueprint, "/reviews/days", DAYS, schemas.FlaggedDay, "hours:read")
    add_list(blueprint, "/reviews/presences", FLAGGED, schemas.FlaggedPresence, "hours:read", own=True)
