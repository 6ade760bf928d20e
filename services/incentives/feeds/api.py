"""HTTP of the recognition feed."""

from __future__ import annotations

from typing import Any

from flask import Response, g
from flask.views import MethodView

from services.incentives.blueprint import blueprint
from services.incentives.feeds import usecases
from shared.feeds import polling
from shared.feeds.feed import Feed
from shared.store.logbook import Logbook
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.limits import BY_LIST

RECOGNITION = Feed("recognition", ("stars.changed.v1", "points.changed.v1", "award.became_eligible.v1"))


@blueprint.route("/feeds/recognition")
class Recognition(MethodView):
    """The partner feed: what volunteers earned, by number only."""

    @requires("incentives:feed", BY_LIST)
    @blueprint.arguments(polling.FeedQuery, location="query")
    @blueprint.response(200, polling.BATCH, content_type=polling.CONTENT_TYPE, headers=polling.HEADERS)
    @blueprint.alt_response(410, "Gone")
    def get(self, query: dict[str, Any]) -> Response:
        """The events after a cursor as a CloudEvents batch; the header Kapok-Cursor is where to go on."""
        return polling.answer(Logbook(store().database), _of_caller(), **query)


def _of_caller() -> Feed:
    return usecases.limited(RECOGNITION, store(), g.where, g.caller.source)
