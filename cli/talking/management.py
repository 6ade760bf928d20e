"""RabbitMQ's management API: virtual hosts, the policies of deploy/rabbitmq/, and how many messages lie where."""

from __future__ import annotations

import base64
import http.client
import json
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from cli.paths import ROOT
from cli.terminal.errors import CommandError

FOLDER = ROOT / "deploy" / "rabbitmq"
DEFINITIONS, RIGHTS = FOLDER / "definitions.json", FOLDER / "rights.json"
NAMES, KEYS = ("configure", "write", "read"), ("exchange", "write", "read")
"""What a right is about: names of exchanges and queues, and routing keys at an exchange."""


class ManagementError(CommandError):
    """The broker did not do what it was asked, or did not answer."""


@dataclass(frozen=True)
class Queue:
    """How many messages wait in a queue, and how many are with a consumer that has not acknowledged them."""

    name: str
    ready: int
    unacked: int


class Management:
    """A client of the API. Each call is one request; it does not go through any proxy.

    Args:
        uri: `https://` speaks TLS; `?cacertfile=` names whom to trust, else those whom the system trusts.
    """

    def __init__(self, uri: str) -> None:
        parts = urlsplit(uri)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 15672
        self._trust = _trust(parse_qs(parts.query)) if parts.scheme == "https" else None
        login = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        self._headers = {
            "Authorization": "Basic " + base64.b64encode(login.encode()).decode(),
            "Content-Type": "application/json",
        }

    def is_ready(self) -> bool:
        """Whether the API answers."""
        try:
            self._ask("GET", "/api/vhosts")
        except ManagementError:
            return False
        return True

    def get(self, path: str) -> Any:
        """The answer to a GET."""
        return self._ask("GET", path)

    def queues(self, vhost: str = "/") -> list[Queue]:
        """Every queue of the virtual host, as of the queue's last tick."""
        path = f"/api/queues/{quote(vhost, safe='')}?disable_stats=true&enable_queue_totals=true"
        entries = self.get(path)
        # A queue that is not back yet after a restart has no counts, or still those of before.
        silent = [one["name"] for one in entries if "messages_ready" not in one or one["state"] != "running"]
        if silent:
            raise ManagementError(f"queue {silent[0]} does not tell its counts")
        return [Queue(entry["name"], entry["messages_ready"], entry["messages_unacknowledged"]) for entry in entries]

    def make_vhost(self, vhost: str, user: str) -> None:
        """A virtual host with the policies, open to the user."""
        self._ask("PUT", f"/api/vhosts/{quote(vhost, safe='')}", {})
        rights = {"configure": ".*", "write": ".*", "read": ".*"}
        self._ask("PUT", f"/api/permissions/{quote(vhost, safe='')}/{quote(user, safe='')}", rights)
        self.apply_policies(vhost)

    def remove_vhost(self, vhost: str) -> None:
        """The virtual host and all its queues go; connections to it are closed."""
        self._ask("DELETE", f"/api/vhosts/{quote(vhost, safe='')}")

    def make_user(self, user: str, password: str) -> None:
        """A user without any rights so far, or a known one with this password."""
        self._ask("PUT", f"/api/users/{quote(user, safe='')}", {"password": password, "tags": ""})

    def apply_permissions(self, vhost: str = "/") -> None:
        """Give each service's user the rights of deploy/rabbitmq/rights.json in the virtual host."""
        rights = json.loads(RIGHTS.read_text())
        for kind, keys in (("permissions", NAMES), ("topic_permissions", KEYS)):
            for one in rights[kind]:
                path = f"/api/{kind.replace('_', '-')}/{quote(vhost, safe='')}/{quote(one['user'], safe='')}"
                self._ask("PUT", path, {key: one[key] for key in keys})

    def apply_policies(self, vhost: str = "/") -> None:
        """Bring the policies of deploy/rabbitmq/definitions.json to the virtual host."""
        for policy in json.loads(DEFINITIONS.read_text())["policies"]:
            path = f"/api/policies/{quote(vhost, safe='')}/{quote(policy['name'], safe='')}"
            keys = ("pattern", "definition", "priority", "apply-to")
            self._ask("PUT", path, {key: policy[key] for key in keys})

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        connection = self._connection()
        try:
            connection.request(method, path, None if body is None else json.dumps(body), self._headers)
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise ManagementError(f"the broker's management API does not answer: {error}") from error
        finally:
            connection.close()
        if answer.status >= 400:
            raise ManagementError(f"{method} {path}: {answer.status} {text.decode(errors='replace')[:200]}")
        return json.loads(text) if text else None

    def _connection(self) -> http.client.HTTPConnection:
        if self._trust is None:
            return http.client.HTTPConnection(self._host, self._port, timeout=10)
        return http.client.HTTPSConnection(self._host, self._port, timeout=10, context=self._trust)


def _trust(query: dict[str, list[str]]) -> ssl.SSLContext:
    named = query.get("cacertfile", [None])[0]
    try:
        return ssl.create_default_context(cafile=named)
    except OSError as error:
        raise ManagementError(f"{named}, whom to trust of brokers, cannot be read: {error}") from None
