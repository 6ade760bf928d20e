"""HTTP of explanations: why a volunteer has what it has, and the entries that one of it rests on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import g
from flask.views import MethodView

from services.incentives.blueprint import blueprint
from services.incentives.explanations import schemas, showing
from services.incentives.explanations.showing import Explanation
from shared import clock
from shared.languages import say
from shared.web import language, pages
from shared.web.auth import requires, theirs_of
from shared.web.commands import store
from shared.web.days import AsOf
from shared.web.described import SAID
from shared.web.limits import BY_PERSON
from shared.web.problems import unknown


@blueprint.route("/volunteers/<number>/explanation")
class VolunteersExplanation(MethodView):
    """Why one volunteer has what it has."""

    @requires("incentives:read", BY_PERSON)
    @blueprint.arguments(AsOf, location="query")
    @blueprint.response(200, schemas.ExplanationView, headers=SAID)
    def get(self, query: dict[str, Any], number: str) -> Any:
        """Stars, points, the award and benefits on a day, by default today: each with its rule, the sums, what lacks.

        Texts are in English or Chinese, as `Accept-Language` asks.
        """
        found, wanted = _found(number, query["as_of"] or clock.today()), language.wanted()
        answer = showing.shown(found, lambda text: say(text, wanted))
        if answer.get("merged_into"):
            answer["merged_into"] = theirs_of(answer["merged_into"])
        return answer, 200, {"Content-Language": wanted, "Vary": "Accept-Language"}


@blueprint.route("/volunteers/<number>/explanation/entries")
class ExplanationsEntries(MethodView):
    """What one explanation rests on."""

    @requires("incentives:read", BY_PERSON)
    @blueprint.arguments(schemas.EntriesQuery, location="query")
    @blueprint.response(200, schemas.EntriesPage)
    def get(self, query: dict[str, Any], number: str) -> Any:
        """The entries that count for one of a volunteer's standings on a day, by default today, a page at a time."""
        of, day, after = query["of"], query["as_of"] or clock.today(), None
        if cursor := query.get("after"):
            on, *after = pages.position(cursor, 3, _order(number, of))
            day = dt.date.fromisoformat(on)
        page = showing.page_of(_found(number, day), of, tuple(after) if after else None, query["limit"])  # type: ignore[arg-type]
        if page is None:
            raise unknown("standing")
        entries = showing.page_shown(page)
        last = None if page.is_last else entries[-1]
        following = last and pages.cursor(str(day), str(last["day"]), last["id"], of=_order(number, of))
        said = {"volunteer": number, "as_of": day, "of": of, "minutes": page.explained.minutes}
        return {**said, "entries": entries, "next": following}


def _found(number: str, day: dt.date) -> Explanation:
    found = showing.explanation_of(store(), number, day, g.where, g.caller.source)
    if found is None:
        raise unknown("volunteer")
    return found


def _order(number: str, of: str) -> str:
    return f"entries of {of} of {number}"
