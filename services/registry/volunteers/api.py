"""Volunteers over HTTP: the list, one of them, and the export of all."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.registry.blueprint import blueprint
from services.registry.volunteers import schemas, usecases
from services.registry.volunteers.callers import hidden_from_caller, shown_to_caller
from services.registry.volunteers.listing import LISTING, line
from services.registry.volunteers.person import masked
from shared.web import exports
from shared.web.access_log import may_read
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.days import AsOf
from shared.web.described import ETAG
from shared.web.limits import BY_LIST, BY_PERSON
from shared.web.lists import add_list
from shared.web.steps import problems, shown

PERSONAL = "registry:personal"

add_list(
    blueprint,
    "/volunteers",
    LISTING,
    schemas.VolunteerLine,
    "registry:read",
    shown=lambda _, document: line(document),
    own=True,
    hidden=hidden_from_caller,
)


@blueprint.route("/volunteers/<own(volunteer):reference>")
class OneVolunteer(MethodView):
    """A volunteer."""

    @requires("registry:read", BY_PERSON)
    @blueprint.response(200, schemas.VolunteerView, headers=ETAG)
    def get(self, reference: str) -> Any:
        """A volunteer's state with the masked name; with the scope registry:personal and a purpose all facts."""
        with problems():
            volunteer = usecases.find_volunteer(store(), reference, g.where)
        facts = usecases.personal_facts(store(), volunteer)
        personal = {"personal": facts} if may_read(PERSONAL, [volunteer.number], facts) else {}
        return shown(volunteer, {**shown_to_caller(volunteer), "name": masked(facts["name"]), **personal})


@blueprint.route("/exports/volunteers")
class VolunteersExport(MethodView):
    """All volunteers, without personal facts."""

    @requires("registry:export", BY_LIST)
    @blueprint.arguments(AsOf, location="query")
    @exports.export(blueprint, "one volunteer a line", exports.by("volunteer_ref"))
    def get(self, asked: dict[str, Any]) -> Any:
        """Number, reference, source, home region, whether verified, into whom merged; one JSON object a line.

        Homes and merges are as of the end of the day; by default the last known.
        """
        return usecases.everyone(store(), asked["as_of"], g.caller.source, g.where)
