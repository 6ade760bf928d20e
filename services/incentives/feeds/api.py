"""HTTP of the recognition feed."""

from __future__ import annotations

from typing import Any

from flask import Response, g
from flask.views import MethodView
from marshmallow import validate

from services.incentives.blueprint import blueprint
from services.incentives.feeds import readings, repository, schemas, usecases
from services.incentives.partners.asking import must_be_the_partners
from services.incentives.partners.domain import BENEFITS, OF_REPORTS, OF_STANDINGS, REVOKED, TYPES
from shared.feeds import cursors, polling
from shared.feeds.feed import Feed
from shared.intake.asked import Asked
from shared.intake.fields import day
from shared.intake.texts import Word
from shared.regions import regions
from shared.store.logbook import Logbook
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.limits import BY_LIST, BY_PARTNER

RECOGNITION = Feed("recognition", OF_STANDINGS)
NOTICES = Feed("notices", (*BENEFITS, "partner.reported.v1", *OF_REPORTS))


@blueprint.route("/feeds/recognition")
class Recognition(MethodView):
    """The partner feed: what volunteers earned, by number only."""

    @requires("incentives:feed", BY_LIST)
    @blueprint.arguments(polling.FeedQuery, location="query")
    @blueprint.response(200, polling.BATCH, content_type=polling.CONTENT_TYPE, headers=polling.HEADERS)
    @blueprint.alt_response(410, "Gone")
    def get(self, query: dict[str, Any]) -> Response:
        """The events after a cursor as a CloudEvents batch; the header Kapok-Cursor is where to go on."""
        return polling.answer(Logbook(store().database), _of_caller(RECOGNITION), **query)


@blueprint.route("/feeds/notices")
class Notices(MethodView):
    """What volunteers are to be told of partners' reports and of their benefits."""

    @requires("incentives:feed", BY_LIST)
    @blueprint.arguments(polling.FeedQuery, location="query")
    @blueprint.response(200, polling.BATCH, content_type=polling.CONTENT_TYPE, headers=polling.HEADERS)
    @blueprint.alt_response(410, "Gone")
    def get(self, query: dict[str, Any]) -> Response:
        """For whoever sends messages to volunteers, and for a volunteer what is about the volunteer."""
        return polling.answer(Logbook(store().database), _of_caller(NOTICES), **query)


class PartnerFeedQuery(polling.FeedQuery):
    """Which page of a partner's feed, and which of its events."""

    type = Word(
        validate=validate.OneOf((*TYPES, REVOKED)),
        metadata={"description": "a type of event; by default all that the contract names"},
    )
    region = Word(
        validate=validate.OneOf(regions(), error="is not one of Guangdong's 144 region codes (GB/T 2260)"),
        metadata={"description": "events that name this region or one below it; revocations always"},
    )


@blueprint.route("/partners/<ours:reference>/feed")
class PartnerFeed(MethodView):
    """What a partner is told: of who consented, what the contract allows."""

    @requires("incentives:partner", BY_PARTNER)
    @blueprint.arguments(PartnerFeedQuery, location="query")
    @blueprint.response(200, polling.BATCH, content_type=polling.CONTENT_TYPE, headers=polling.HEADERS)
    @blueprint.alt_response(404, "Not Found")
    @blueprint.alt_response(410, "Gone")
    def get(self, query: dict[str, Any], reference: str) -> Response:
        """The partner's events after a cursor as a CloudEvents batch; the header Kapok-Cursor is where to go on."""
        must_be_the_partners(reference)
        feed = usecases.of_partner(reference, query.pop("type", None), query.pop("region", None))
        answer = polling.answer(repository.book(store().database, reference), feed, **query)
        if g.where.partner == reference:
            given = cursors.read(feed.name, answer.headers[polling.CURSOR_HEADER])
            readings.note(store().database, reference, given.after, caught_up=given.after >= given.known)
        return answer


class DayQuery(Asked):
    """Which day of a partner's log."""

    day = day(required=True, metadata={"description": "in China, as the events' attribute day says it"})


@blueprint.route("/partners/<ours:reference>/reconciliation")
class Reconciliation(MethodView):
    """What a partner was told on a day, to be compared with what it has."""

    @requires("incentives:partner", BY_PARTNER)
    @blueprint.arguments(DayQuery, location="query")
    @blueprint.response(200, schemas.ReconciliationView)
    @blueprint.alt_response(404, "Not Found")
    def get(self, query: dict[str, Any], reference: str) -> dict[str, Any]:
        """Counts and sums by type, and a hash of all; of a day that is not over they may grow."""
        must_be_the_partners(reference)
        return usecases.reconciliation(store(), reference, query["day"])


def _of_caller(feed: Feed) -> Feed:
    return usecases.limited(feed, store(), g.where, g.caller.source)
