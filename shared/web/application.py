"""The Flask application of one service: what every one of them has, around its own blueprints."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from flask import Flask, Response

from shared.config import Settings
from shared.observability import metrics, tracing
from shared.store.groups import Groups
from shared.store.transaction import Store
from shared.web import access_lines, access_log, auth, calendar, hearing, problems
from shared.web.asking import asked, kept
from shared.web.blueprint import Blueprint
from shared.web.browsers import SAFE, UNKEPT
from shared.web.described import Described
from shared.web.issuer import issuer_of
from shared.web.long_requests import LongRequests
from shared.web.rates import Rates
from shared.web.references import CONVERTERS, Ours, described
from shared.web.revoked import Revoked
from shared.web.tokens import Tokens

LARGEST_BODY = 2 * 1024 * 1024
COMMANDS = ("POST", "PUT", "PATCH", "DELETE")
FIRST_SAFE = next(iter(SAFE))
"""As a rule no answer has one of them yet, and to put each in place of what is there takes twice as long."""
METHODS = (*COMMANDS, "GET", "HEAD", "OPTIONS", "TRACE", "CONNECT")


@dataclass(frozen=True)
class Kapok:
    """What a request finds in `current_app.extensions["kapok"]`."""

    settings: Settings
    store: Store
    groups: Groups
    tokens: Tokens
    revoked: Revoked
    rates: Rates
    long_requests: LongRequests


class Application(Flask):
    """Flask's, without a function that is async: looking for one at each step took a twentieth of a small request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is."""
        return func


def make_application(settings: Settings, store: Store, blueprints: Sequence[Blueprint]) -> Flask:
    """A service's application; it is mounted under `/<service>`, so its paths begin with `/v1`."""
    application = _application_of(store.service, blueprints)
    application.extensions["kapok"] = Kapok(
        settings,
        store,
        Groups(store),
        Tokens(settings.token_public_keys, issuer_of(settings)),
        Revoked(store),
        Rates(settings.caller_rate),
        LongRequests(settings.caller_long_requests),
    )
    return application


def _application_of(service: str, blueprints: Sequence[Blueprint]) -> Flask:
    """What it answers, and how, without what it works on."""
    application = Application(f"kapok.{service}", static_folder=None)
    application.config.update(
        API_TITLE=f"Kapok {service}",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/v1",
        OPENAPI_JSON_PATH="openapi.json",
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        API_SPEC_OPTIONS={
            "servers": [{"url": f"/{service}"}],
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}},
            "security": [{"bearer": []}],
        },
    )
    application.url_map.converters |= {**CONVERTERS, **calendar.CONVERTERS}
    # A path with two slashes is another path: what tidied it up would send the token once more, to http.
    application.url_map.merge_slashes = False
    application.before_request(_begin(service))
    application.before_request(auth.authenticate)
    application.before_request(access_log.check_purpose)
    application.before_request(_expect_json)
    application.after_request(access_lines.told)
    application.after_request(hearing.show_position)
    application.after_request(_measure(service))
    problems.install(application)
    api = problems.ProblemApi(application, spec_kwargs={"extra_plugins": [Described()]})
    api.register_converter(Ours, described)
    api.register_converter(calendar.Dated, calendar.described)
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    return application


def _begin(service: str):  # type: ignore[no-untyped-def]
    def begin() -> None:
        request, known = asked(), kept()
        known.started = time.perf_counter()
        if request.method in COMMANDS:
            known.trace = tracing.Request(service, request.method, request.headers.get("traceparent"))

    return begin


def _expect_json() -> None:
    request = asked()
    if request.routing_exception or request.method not in ("POST", "PUT", "PATCH"):
        return
    if not request.is_json:
        raise problems.Problem(415, "the body must be JSON: Content-Type: application/json")
    try:
        # Stricter than Python's own parser: no lone surrogates, no bottomless nesting.
        kept().body = orjson.loads(request.get_data())
    except orjson.JSONDecodeError as error:
        raise problems.Problem(400, f"the body is not JSON: line {error.lineno}, column {error.colno}") from None


def _measure(service: str):  # type: ignore[no-untyped-def]
    def measure(response: Response) -> Response:
        request, known = asked(), kept()
        elapsed = time.perf_counter() - known.get("started", time.perf_counter())
        # A label has few values, whatever strangers send.
        method = request.method if request.method in METHODS else "_OTHER"
        route = request.script_root + request.url_rule.rule if request.url_rule else ""
        metrics.REQUESTS.labels(service, method, route, response.status_code).observe(elapsed)
        if "trace" in known:
            known.trace.answered(method, route, response.status_code)
        headers = response.headers
        if FIRST_SAFE in headers:
            # It says them itself, a page its own policy.
            for name, value in SAFE.items():
                headers.setdefault(name, value)
        else:
            headers.extend(SAFE)
        headers.setdefault(*UNKEPT)
        return response

    return measure
