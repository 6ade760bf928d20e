"""HTTP of copies: of shifts on other days, of posts and projects with what belongs to them; and a table to fill."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.projects.blueprint import blueprint
from services.projects.copying import schemas, usecases
from shared.sources import as_written
from shared.web import steps, tables
from shared.web.auth import requires
from shared.web.commands import command, store
from shared.web.limits import BY_RECORD
from shared.web.long_requests import streamed


@blueprint.route("/shifts/<ours:reference>/copies")
class ShiftCopies(MethodView):
    """A shift on other days."""

    @requires("projects:write", BY_RECORD)
    @blueprint.arguments(schemas.ShiftCopies)
    @blueprint.response(200, schemas.Copies)
    def post(self, asked: dict[str, Any], reference: str) -> Any:
        """Copy a shift to other days, at the same time; the same again changes nothing."""
        with steps.problems():
            return command(lambda transaction: usecases.copy_shift(transaction, reference, asked))


@blueprint.route("/posts/<ours:reference>/copies")
class PostCopies(MethodView):
    """A post again."""

    @requires("projects:write", BY_RECORD)
    @blueprint.arguments(schemas.PostCopy)
    @blueprint.response(200, schemas.Copies)
    def post(self, asked: dict[str, Any], reference: str) -> Any:
        """Copy a post, here or to another site, with its shifts as drafts; the same again changes nothing."""
        with steps.problems():
            return command(lambda transaction: usecases.copy_post(transaction, reference, asked))


@blueprint.route("/projects/<ours:reference>/copies")
class ProjectCopies(MethodView):
    """A project again."""

    @requires("projects:write", BY_RECORD)
    @blueprint.arguments(schemas.ProjectCopy)
    @blueprint.response(200, schemas.Copies)
    def post(self, asked: dict[str, Any], reference: str) -> Any:
        """Copy a project with its posts and shifts to another time, as drafts; the same again changes nothing."""
        with steps.problems():
            return command(
                lambda transaction: usecases.copy_project(
                    transaction, reference, asked["project_ref"], asked["first_day"]
                )
            )


@blueprint.route("/projects/<ours:reference>/shift-template")
class Template(MethodView):
    """A table of shifts to fill."""

    @requires("projects:read", BY_RECORD)
    @blueprint.arguments(schemas.TemplateQuery, location="query")
    @blueprint.alt_response(200, schema={"type": "string"}, content_type=tables.WORKBOOK)
    @blueprint.response(200, {"type": "string"}, content_type=tables.CSV)
    def get(self, asked: dict[str, Any], reference: str) -> Any:
        """The columns of shifts.csv with a row for each post of a project: fill it in, and `./kapok import` it."""
        with steps.problems():
            rows = usecases.template(store(), reference, g.where)
        written = [as_written(g.caller.source, one) for one in rows]
        return streamed(lambda: tables.answer(asked["format"], "shifts", usecases.SHIFT_COLUMNS, written))
