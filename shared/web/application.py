"""The Flask application of one service: what every one of them has, around its own blueprints."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from flask import Flask, Response, g, request
from flask_smorest import Blueprint

from shared.config import Settings
from shared.observability import metrics
from shared.store.transaction import Store
from shared.web import auth, problems

LARGEST_BODY = 2 * 1024 * 1024


@dataclass(frozen=True)
class Kapok:
    """What a request finds in `current_app.extensions["kapok"]`."""

    settings: Settings
    store: Store


def make_application(settings: Settings, store: Store, blueprints: Sequence[Blueprint]) -> Flask:
    """A service's application; it is mounted under `/<service>`, so its paths begin with `/v1`."""
    application = Flask(f"kapok.{store.service}", static_folder=None)
    application.config.update(
        API_TITLE=f"Kapok {store.service}",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/v1",
        OPENAPI_JSON_PATH="openapi.json",
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        API_SPEC_OPTIONS={
            "servers": [{"url": f"/{store.service}"}],
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}},
            "security": [{"bearer": []}],
        },
    )
    application.extensions["kapok"] = Kapok(settings, store)
    application.before_request(_start_clock)
    application.before_request(auth.authenticate)
    application.before_request(_expect_json)
    application.after_request(_measure(store.service))
    problems.install(application)
    api = problems.ProblemApi(application)
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    return application


def _start_clock() -> None:
    g.started = time.perf_counter()


def _expect_json() -> None:
    if request.routing_exception or request.method not in ("POST", "PUT", "PATCH"):
        return
    if not request.is_json:
        raise problems.Problem(415, "the body must be JSON: Content-Type: application/json")
    try:
        # Stricter than the parser behind it: no lone surrogates, no bottomless nesting.
        orjson.loads(request.get_data())
    except orjson.JSONDecodeError as error:
        raise problems.Problem(400, f"the body is not JSON: {error}") from None


def _measure(service: str):  # type: ignore[no-untyped-def]
    def measure(response: Response) -> Response:
        elapsed = time.perf_counter() - g.get("started", time.perf_counter())
        metrics.REQUESTS.labels(service, request.method, response.status_code).observe(elapsed)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return measure
