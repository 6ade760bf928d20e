"""Blueprints of Kapok: flask-smorest's, with the body that the application has parsed already."""

from __future__ import annotations

from typing import Any

import flask_smorest
from flask import g
from webargs.flaskparser import FlaskParser


class _Body(FlaskParser):
    """Bodies are parsed once, before the request is routed: see `shared.web.application`."""

    def load_json(self, req: Any, schema: Any) -> Any:
        """The body as JSON values."""
        return g.body


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """A blueprint whose arguments of JSON come from `g.body`."""

    ARGUMENTS_PARSER = _Body()
