"""What each service may do at the broker, from the catalogue: its own exchange and queues, and the types that it hears.

Rights on an exchange alone would let it bind any type that the exchange's service tells; RabbitMQ's topic permissions
narrow that to routing keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from shared.config import SERVICES
from shared.events.catalogue import heard_by, published_by
from shared.messaging.topology import exchange_of

VHOST = "/"


def rights() -> dict[str, Any]:
    """Permissions of all services in the form of RabbitMQ's definitions."""
    return {
        "permissions": [_of_names(service) for service in SERVICES],
        "topic_permissions": [_of_keys(service, source) for service in SERVICES for source in _met(service)],
    }


def _of_names(service: str) -> dict[str, str]:
    own, heard = rf"{service}\..+", sorted({one.source for one in heard_by(service)} - {service})
    exchanges = [rf"({'|'.join(heard)})\.events"] if heard else []
    return {
        "vhost": VHOST,
        "user": service,
        "configure": f"^{own}$",
        "write": f"^{own}$",
        "read": f"^({'|'.join([own, *exchanges])})$",
    }


def _of_keys(service: str, source: str) -> dict[str, str]:
    written = [one.type for one in published_by(service)] if source == service else []
    read = [one.type for one in heard_by(service) if one.source == source]
    place = {"vhost": VHOST, "user": service, "exchange": exchange_of(source)}
    return {**place, "write": _any_of(written), "read": _any_of(read)}


def _met(service: str) -> list[str]:
    """Whose exchanges it has to do with."""
    return sorted({service, *(one.source for one in heard_by(service))})


def _any_of(keys: Iterable[str]) -> str:
    return f"^({'|'.join(re.escape(key) for key in sorted(keys))})$"
