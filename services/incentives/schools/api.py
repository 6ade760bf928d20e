"""HTTP of school records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g
from flask.views import MethodView

from services.incentives.blueprint import blueprint
from services.incentives.schools import schemas, showing
from shared.web import exports
from shared.web.auth import ours_of, requires
from shared.web.commands import store
from shared.web.limits import BY_LIST


@blueprint.route("/exports/school-records")
class SchoolRecords(MethodView):
    """What students served, for the schools that may know it."""

    @requires("incentives:export", BY_LIST)
    @blueprint.arguments(schemas.RecordsQuery, location="query")
    @exports.export(blueprint, "one student's record for one school a line", exports.by("organisation_ref"))
    def get(self, query: dict[str, Any]) -> Iterable[dict[str, Any]]:
        """Minutes of presences since the stage began, the entries, and the stars that these give, on a day.

        Of who is a student on the day, and consents then that the school knows the record (`school_record`). By
        default as of today.
        """
        school = query["organisation_ref"]
        kept = ours_of(school) if school else None
        return showing.records_as_of(store(), query["as_of"], kept, g.where, g.caller.source)
