"""HTTP of what a partner was told as files: a day as a table, a month as a page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import validate

from services.incentives.blueprint import blueprint
from services.incentives.feeds import repository
from services.incentives.files import days, months
from services.incentives.files.page import page
from services.incentives.partners.asking import must_be_the_partners
from services.incentives.partners.kind import PARTNERS
from shared import clock, lives
from shared.intake.asked import Asked
from shared.intake.texts import Word
from shared.web import language, tables
from shared.web.auth import requires
from shared.web.browsers import STYLED
from shared.web.commands import store
from shared.web.limits import BY_PARTNER
from shared.web.long_requests import streamed
from shared.web.problems import unknown

FORMATS = ("csv", "xlsx", "ndjson")
HTML = "text/html; charset=utf-8"


class FileQuery(Asked):
    """In which format."""

    format = Word(load_default="csv", validate=validate.OneOf(FORMATS))


@blueprint.route("/partners/<ours:reference>/days/<day:day>")
class PartnersDay(MethodView):
    """A day of a partner's feed as a file."""

    @requires("incentives:partner", BY_PARTNER)
    @blueprint.arguments(FileQuery, location="query")
    @blueprint.alt_response(200, schema={"type": "string"}, content_type=tables.CONTENT_TYPES[0])
    @blueprint.alt_response(200, schema={"type": "string"}, content_type=tables.WORKBOOK)
    @blueprint.alt_response(404, "Not Found")
    @blueprint.response(200, {"type": "string"}, content_type=tables.CSV)
    def get(self, query: dict[str, Any], reference: str, day: dt.date | None) -> Any:
        """What the partner was told on a day in China, one event a row: the same content as the feed.

        Of a day that is not over it may grow.
        """
        must_be_the_partners(reference)
        if day is None:
            raise unknown("day")
        on = day.isoformat()
        rows = map(days.row, repository.told_on(store().database, reference, on))
        return streamed(lambda: tables.answer(query["format"], f"feed-{on}", days.COLUMNS, rows))


@blueprint.route("/partners/<ours:reference>/months/<month:first>")
class PartnersMonth(MethodView):
    """A month of a partner's feed as a page."""

    @requires("incentives:partner", BY_PARTNER)
    @blueprint.alt_response(404, "Not Found")
    @blueprint.response(200, {"type": "string"}, content_type=HTML)
    def get(self, reference: str, first: dt.date | None) -> Any:
        """Counts of a month such as 2018-03 by type, city and day, with charts; none of fewer than five people."""
        must_be_the_partners(reference)
        if first is None:
            raise unknown("month")
        return streamed(lambda: _page(reference, first))


def _page(reference: str, first: dt.date) -> Response:
    following = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    last = (following - dt.timedelta(days=1)).isoformat()
    events = repository.told_between(store().database, reference, first.isoformat(), last)
    name = lives.find(store(), PARTNERS, reference).document["name"]
    wanted, is_over = language.wanted(), clock.today() >= following
    shown = page(months.counted(events, first), name, wanted, is_over=is_over)
    said = {**STYLED, "Content-Language": wanted, "Vary": "Accept-Language"}
    return Response(shown, content_type=HTML, headers=said)
