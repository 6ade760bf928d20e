"""Figures over HTTP: as of a day, and the history of each by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from typing import Any

from flask.views import MethodView
from marshmallow import Schema, fields, validate, validates_schema
from marshmallow.exceptions import ValidationError

from shared import clock
from shared.intake.asked import Asked
from shared.intake.texts import Word
from shared.intake.times import Day
from shared.regions import regions
from shared.rules.places import PROVINCE
from shared.store.transaction import Store
from shared.web.auth import requires
from shared.web.blueprint import Blueprint
from shared.web.commands import store
from shared.web.limits import everybody
from shared.web.problems import Problem
from shared.web.steps import problems

Historian = Callable[[Store, str, str, dt.date, dt.date], Iterable[tuple[dt.date, int]]]
"""Gives the days on which a figure of a place changed, from a first to a last day."""
PUBLIC = everybody("figures of whole cities, of no person")
PLACES = sorted(code for code, region in regions().items() if region.level != "county")


class HistoryQuery(Asked):
    """Which part of a history."""

    place = Word(
        load_default=PROVINCE,
        validate=validate.OneOf(PLACES),
        metadata={"description": "a city, or 440000 for the province, which has all that is in it"},
    )
    first = Day(data_key="from", required=True, metadata={"description": "the first day"})
    last = Day(data_key="to", load_default=clock.today, metadata={"description": "the last day; by default today"})

    @validates_schema(skip_on_field_errors=True)
    def check_order(self, data: dict[str, Any], **_: Any) -> None:
        """The first day is not after the last."""
        if data["first"] > data["last"]:
            raise ValidationError("is before the first day", "to")


class Change(Schema):
    """The figure from a day on."""

    day = fields.Date()
    count = fields.Integer()


class History(Schema):
    """A figure of a place by day: on the first day, and on each later one on which it changed."""

    figure = fields.String()
    place = fields.String()
    days = fields.List(fields.Nested(Change))


def add_history(blueprint: Blueprint, names: Collection[str], historian: Historian, scope: str) -> None:
    """Add `GET /figures/<name>/history`.

    Places are cities and the province. A single organisation has no history: where few belong to it, a change of one
    on a day would tell who joined or left then.
    """

    def get(_: Any, query: dict[str, Any], name: str) -> Any:
        if name not in names:
            raise Problem(404, f"there is no such figure; there are {', '.join(names)}")
        with problems():
            days = historian(store(), name, query["place"], query["first"], query["last"])
            told = [{"day": day, "count": count} for day, count in days]
        return {"figure": name, "place": query["place"], "days": told}

    get.__doc__ = f"A figure by day; the figures are {', '.join(names)}."
    documented = blueprint.response(200, History)(blueprint.arguments(HistoryQuery, location="query")(get))
    blueprint.route("/figures/<name>/history")(
        type("History", (MethodView,), {"get": requires(scope, PUBLIC)(documented)})
    )
