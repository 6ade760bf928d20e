"""Blueprints of Kapok: flask-smorest's, with the body that the application has parsed already."""

from __future__ import annotations

from typing import Any

import flask_smorest
from flask import g
from webargs.flaskparser import FlaskParser

from shared.intake import second_reading


class _Body(FlaskParser):
    """Bodies are parsed once, before the request is routed: see `shared.web.application`."""

    def load_json(self, req: Any, schema: Any) -> Any:
        """The body as JSON values."""
        return g.body

    def pre_load(self, location_data: Any, *, schema: Any, req: Any, location: str) -> Any:
        """The body of a step with what people write for a value in plain texts, as rows have it."""
        return second_reading.plainly(schema, location_data) if location == "json" else location_data


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """A blueprint whose arguments of JSON come from `g.body`."""

    ARGUMENTS_PARSER = _Body()
