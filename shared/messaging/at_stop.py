"""What a service does when its worker stops, as a nameko dependency."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from nameko.extensions import DependencyProvider

from shared.store.transaction import Store

log = structlog.get_logger()


class AtStop(DependencyProvider):  # type: ignore[misc]
    """Calls a function with the service's own store when nothing is handled any more.

    What fails then is no matter: whoever takes over does not rely on it.
    """

    def __init__(self, work: Callable[[Store], None]) -> None:
        self._work = work

    def stop(self) -> None:
        """Do it."""
        service = self.container.service_name
        try:
            self._work(self.container.config["stores"][service])
        except Exception as error:
            log.info("something was left off at the stop", service=service, error=type(error).__name__)

    def get_dependency(self, worker_ctx: Any) -> None:
        """Nothing that a method needs."""
