"""Errors as problem details (RFC 9457): what is wrong, where, and nothing of our insides.

Nor do they repeat what a path says: somebody may have typed a person's identity number there, and answers are kept in
logs. A test asks every path with one.
"""

from __future__ import annotations

import re
import threading
from typing import Any

import orjson
import structlog
from flask import Flask, Response, g, has_request_context, request
from flask_smorest import Api
from marshmallow import Schema, fields
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from shared.languages import in_words, say
from shared.rules.faults import Unknown
from shared.web.blueprint import Blueprint
from shared.web.browsers import SAFE, UNKEPT
from shared.web.described import CONTENT_TYPE
from shared.web.language import explained, wanted

log = structlog.get_logger()
CODE = re.compile(r"[a-z_]{1,60}")


class Problem(Exception):
    """A request that cannot be served, for a reason that the client is told.

    Args:
        status: the HTTP status.
        detail: what is wrong, and what to do.
        errors: `{"field", "reason"}` for each wrong field.
        check: a word for which check refuses it, for the log; what is no word of ours is not logged.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        errors: list[dict[str, str]] | None = None,
        headers: dict[str, str] | None = None,
        *,
        check: str = "",
    ) -> None:
        super().__init__(detail)
        self.check = check if CODE.fullmatch(check) else ""
        self.status, self.detail, self.errors, self.headers = status, detail, errors or [], headers or {}


def unknown(thing: str) -> Problem:
    """404: there is no such thing, in the words of `shared.rules.faults.Unknown`."""
    return Problem(404, str(Unknown(thing)))


class FieldError(Schema):
    """One wrong field."""

    field = fields.String()
    reason = fields.String()
    text = fields.String(metadata={"description": "the reason as a sentence, in English, where it is a code"})


class ProblemSchema(Schema):
    """How every error looks."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String()
    errors = fields.List(fields.Nested(FieldError))


class ProblemApi(Api):  # type: ignore[misc]
    """flask-smorest with problem details in place of its own errors, and a document that is made when somebody asks.

    To describe every request takes several times as long as all else that an application does to begin.
    """

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, application: Flask, **options: Any) -> None:
        self._describing, self._undescribed = threading.Lock(), list[Blueprint]()
        super().__init__(application, **options)

    def register_blueprint(self, blueprint: Blueprint) -> None:
        """Mount it; what it answers is described later."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blueprint.name] = self
        self._app.register_blueprint(blueprint)
        self._undescribed.append(blueprint)

    def _openapi_json(self) -> Response:
        with self._describing:
            while self._undescribed:
                one = self._undescribed[0]
                one.register_views_in_doc(self, self._app, self.spec, name=one.name, parameters=None)
                self.spec.tag({"name": one.name, "description": one.description})
                self._undescribed.pop(0)
        document: Response = super()._openapi_json()
        return document

    def handle_http_exception(self, error: HTTPException) -> Response:
        """Every error that flask, webargs or a route raises."""
        data = getattr(error, "data", None) or {}
        detail = data.get("message") or _detail(error)
        headers = {**dict(error.get_headers()), **(data.get("headers") or {})}
        keep = {
            name: value for name, value in headers.items() if name.lower() not in ("content-type", "content-length")
        }
        return respond(Problem(error.code or 500, detail, _errors(data.get("messages", {})), keep))


def install(application: Flask) -> None:
    """Answer our own problems, and hide what nobody foresaw."""
    application.register_error_handler(Problem, respond)
    application.register_error_handler(RecursionError, _too_deep)
    application.register_error_handler(Exception, _unforeseen)


def respond(problem: Problem, language: str | None = None) -> Response:
    """The response for a problem, in a language: by default the one that the request asks for."""
    language = language or wanted()
    if problem.check and has_request_context():
        g.check = problem.check
    body = {
        "type": "about:blank",
        "title": say(HTTP_STATUS_CODES.get(problem.status, "Error"), language),
        "status": problem.status,
        "detail": in_words(problem.detail, language),
        "errors": [explained(one, language) for one in problem.errors],
    }
    headers = {"Content-Language": language, **SAFE, **dict([UNKEPT]), **problem.headers}
    return Response(orjson.dumps(body), problem.status, headers, content_type=CONTENT_TYPE)


def _too_deep(error: RecursionError) -> Response:
    return respond(Problem(400, "the body is nested too deeply"))


def _unforeseen(error: Exception) -> Response:
    log.error("request failed", method=request.method, endpoint=request.endpoint, exc_info=error)
    return respond(Problem(500, "The request could not be served. Nothing of it was stored; send it again later."))


def _detail(error: HTTPException) -> str:
    if error.code == 413:
        return "The body is larger than this service takes; send it in smaller batches."
    if error.code == 422:
        return "The request is well-formed, but its contents are not; see errors."
    return error.description or error.name


def _errors(messages: Any) -> list[dict[str, str]]:
    """The errors of a body or a query, in which webargs puts all of them."""
    return [one for inner in messages.values() for one in _flatten(inner)]


def _flatten(messages: Any, path: str = "") -> list[dict[str, str]]:
    """marshmallow's nested messages as a list of fields and reasons."""
    if isinstance(messages, dict):
        parts = [(".".join(part for part in (path, str(name)) if part), inner) for name, inner in messages.items()]
        return [one for name, inner in parts for one in _flatten(inner, name)]
    if isinstance(messages, list):
        return [one for inner in messages for one in _flatten(inner, path)]
    return [{"field": path, "reason": str(messages)}]
