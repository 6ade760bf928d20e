"""`python -m runner.api`: the HTTP applications of KAPOK_SERVICES, under gunicorn threads."""

from __future__ import annotations

import gc
import signal
from typing import Any

from gunicorn.app.base import BaseApplication
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.wrappers import Request

from runner import lifeline, ops
from runner.services import part
from shared.config import Settings, load_settings
from shared.observability import logs, tracing
from shared.store.client import connect, store_probe
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.language import wanted_of
from shared.web.problems import Problem, respond

THREADS = 16
STOP_SECONDS = 10
NEW_OBJECTS = 20_000
"""Python's collector of cycles looks at them when there are so many; by default it does dozens of times in a batch."""


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


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings; the application is made in the child, so that no connection is shared."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """One process with threads: scale by starting more of these."""
        for name, value in {
            "bind": f"{self.settings.http_host}:{self.settings.http_port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "graceful_timeout": STOP_SECONDS,
            "timeout": 120,
            "keepalive": 30,
            "loglevel": "warning",
            "limit_request_line": 4094,
            "proc_name": "kapok-api",
            "post_fork": self._end_together,
            "post_worker_init": self._begin,
            "worker_exit": self._stop_tracing,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application that gunicorn serves."""
        return mount(self.settings)

    def _end_together(self, arbiter: Any, worker: Any) -> None:
        # gunicorn's own look at its parent ends a request's time later; until then nobody else gets the port.
        lifeline.end_with(worker.ppid, signal.SIGKILL)

    def _stop_tracing(self, arbiter: Any, worker: Any) -> None:
        tracing.stop()

    def _begin(self, worker: Any) -> None:
        gc.freeze()  # what was loaded stays for good
        gc.set_threshold(NEW_OBJECTS)
        tracing.start("api", self.settings.traces_folder)
        client = connect(self.settings)
        ops.serve(self.settings.http_host, self.settings.ops_port, {"store": store_probe(client)})


if __name__ == "__main__":
    environment = load_settings()
    logs.configure(environment.log_level)
    Server(environment).run()
