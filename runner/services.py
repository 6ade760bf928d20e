"""Finding the services by name: the one place that knows where they lie."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def part(service: str, module: str) -> Any:
    """A module of a service, for example its `worker`."""
    return import_module(f"services.{service}.{module}")
