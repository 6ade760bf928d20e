"""The service's store as a nameko dependency, for timers; handlers get their transaction from `@on_events`."""

from __future__ import annotations

from typing import Any

from nameko.extensions import DependencyProvider

from shared.store.transaction import Store


class OwnStore(DependencyProvider):  # type: ignore[misc]
    """Gives a service method the `Store` of its own service."""

    def get_dependency(self, worker_ctx: Any) -> Store:
        """The store."""
        store: Store = self.container.config["stores"][self.container.service_name]
        return store
