"""Probes and metrics on a port of their own: `/livez`, `/readyz`, `/metrics`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import orjson
from prometheus_client import make_wsgi_app

Probe = Callable[[], str | None]
"""Gives None when its part is well, else what is wrong."""


class _Quiet(WSGIRequestHandler):
    timeout = 10

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Probes are asked every second; they are not news."""


class _Threaded(ThreadingMixIn, WSGIServer):
    """A probe that waits for the store must not keep `/livez` waiting."""

    daemon_threads = True


def serve(host: str, port: int, probes: dict[str, Probe]) -> None:
    """Answer from a thread of its own; port 0 switches it off."""
    if port:
        server = make_server(host, port, application(probes), server_class=_Threaded, handler_class=_Quiet)
        threading.Thread(target=server.serve_forever, name="ops", daemon=True).start()


def application(probes: dict[str, Probe]) -> Callable[..., Iterable[bytes]]:
    """The WSGI application of the port."""
    metrics: Callable[..., Iterable[bytes]] = make_wsgi_app()

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            return metrics(environ, start_response)
        if path == "/livez":
            return _json(start_response, "200 OK", {"status": "alive"})
        if path == "/readyz":
            problems = {name: problem for name, probe in list(probes.items()) if (problem := _ask(probe))}
            return _json(start_response, "503 Service Unavailable" if problems else "200 OK", {"problems": problems})
        return _json(start_response, "404 Not Found", {"paths": ["/livez", "/readyz", "/metrics"]})

    return answer


def _ask(probe: Probe) -> str | None:
    try:
        return probe()
    except Exception as error:
        return type(error).__name__


def _json(start_response: Callable[..., Any], status: str, body: Any) -> Iterable[bytes]:
    start_response(status, [("Content-Type", "application/json")])
    return [orjson.dumps(body)]
