"""`python -m runner.api`: the HTTP applications of KAPOK_SERVICES, under waitress."""

from __future__ import annotations

import gc
from typing import Any

from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.wrappers import Request

from runner import ops
from runner.server import Server
from runner.services import part
from runner.starting import with_settings
from shared.config import Settings, SettingsError, load_settings
from shared.observability import logs, tracing
from shared.store.client import connect, store_probe
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.language import wanted_of
from shared.web.problems import Problem, respond


def mount(settings: Settings) -> Any:
    """One WSGI application with each service's own under `/<service>`."""
    client = connect(settings)
    mounted: dict[str, Any] = {}
    for name in settings.services:
        store = Store(client, settings, name)
        mounted[f"/{name}"] = make_application(settings, store, part(name, "api").blueprints)
    return DispatcherMiddleware(_no_service, mounted)


def _no_service(environ: dict[str, Any], start_response: Any) -> Any:
    """A path of no service: the same kind of answer as theirs."""
    problem = Problem(404, "paths begin with /<service>/v1/")
    return respond(problem, wanted_of(Request(environ)))(environ, start_response)


def run(settings: Settings) -> None:
    """One process with threads, until SIGTERM: scale by starting more of these.

    Raises:
        SettingsError: nobody could get in.
    """
    if not (settings.token_public_keys or settings.issuer.url):
        raise SettingsError("the environment is incomplete: an api needs KAPOK_TOKEN_PUBLIC_KEYS or KAPOK_ISSUER_URL")
    server = Server(mount(settings), settings.http_host, settings.http_port)
    gc.collect()
    gc.freeze()  # what was loaded stays for good
    tracing.start("api", settings.traces_folder)
    ops.serve(settings.http_host, settings.ops_port, {"store": store_probe(connect(settings))})
    server.serve()
    tracing.stop()


if __name__ == "__main__":
    with with_settings():
        environment = load_settings()
        logs.configure(environment.log_level)
        run(environment)
