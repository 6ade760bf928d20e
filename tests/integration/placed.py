"""A client of a service's API with tokens of each role and place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import orjson
from flask.testing import FlaskClient

from shared.config import Settings
from shared.web.auth import make_token
from shared.where import Where


class Request(Protocol):
    """What is asked: a path under /v1, and a body for what has one."""

    @property
    def path(self) -> str:
        """The path."""
        ...

    @property
    def body(self) -> dict[str, Any] | None:
        """The body, as JSON."""
        ...


class Caller:
    """A client with tokens for somewhere.

    Args:
        scopes: those that its tokens have unless a request says else.
    """

    def __init__(self, client: FlaskClient, settings: Settings, scopes: Sequence[str]) -> None:
        self._client, self._settings, self._scopes = client, settings, scopes

    def send(
        self, method: str, asked: Request, where: Where, scopes: Sequence[str] | None = None, subject: str = "tester"
    ) -> Any:
        """Send a request under /v1."""
        subject = where.person or where.partner or subject
        token = make_token(self._settings, subject, self._scopes if scopes is None else scopes, where=where)
        data = {} if asked.body is None else {"json": asked.body}
        bearer = {"Authorization": f"Bearer {token}"}
        return self._client.open(f"/v1{asked.path}", method=method, headers=bearer, **data)

    def lines(self, asked: Request, field: str, where: Where) -> list[str]:
        """A field of each line of an export."""
        return sorted(one[field] for one in map(orjson.loads, self.send("GET", asked, where).data.splitlines()))
