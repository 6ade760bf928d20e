"""The request that is served, and what is kept with it, as themselves: for who looks at them more than once.

Each look through Flask's proxies takes as long as to look at ten of the request's attributes.
"""

from __future__ import annotations

from typing import Any

from flask import Request, g, request


def asked() -> Request:
    """The request."""
    found: Request = request._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # as Flask says
    return found


def kept() -> Any:
    """What is kept with it: `g`."""
    return g._get_current_object()  # noqa: SLF001
