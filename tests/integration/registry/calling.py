"""A client of the registry's API."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from shared.config import Settings
from shared.sources import LOCAL
from shared.web.auth import make_token
from shared.where import EVERYWHERE, Where

ALL = ("registry:read", "registry:write", "registry:verify", "registry:export", "registry:declare")


class Caller:
    """A client of the registry's API with a token of given scopes."""

    def __init__(self, client: FlaskClient, settings: Settings) -> None:
        self.client, self.settings = client, settings

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        scopes: Any = ALL,
        source: str = LOCAL,
        where: Where = EVERYWHERE,
        subject: str = "tester",
        **headers: str,
    ) -> Any:
        """Send a request under /v1, for a source, as one who may act somewhere and says why."""
        token = make_token(self.settings, where.person or subject, scopes, source=source, where=where)
        bearer = {"Authorization": f"Bearer {token}"}
        named = {"Kapok-Purpose": "a test"} | {name.replace("_", "-"): value for name, value in headers.items()}
        data = {} if body is None else {"json": body}
        return self.client.open(f"/v1{path}", method=method, headers={**bearer, **named}, **data)

    def batch(
        self, *rows: dict[str, Any], kind: str = "volunteers", source: str = LOCAL, where: Where = EVERYWHERE
    ) -> Any:
        """Send rows as a file's; the receipt."""
        seen: dict[str, int] = {}
        lines = []
        for number, values in enumerate(rows, 2):
            key = repr(sorted(values.items()))
            seen[key] = seen.get(key, 0) + 1
            lines.append({"row": number, "occurrence": seen[key], "values": values})
        answer = self.send("POST", f"/{kind}/batch", {"rows": lines}, source=source, where=where)
        assert answer.status_code == 200, answer.text
        return answer.json


def wrong(answer: Any) -> list[dict[str, str]]:
    """Each wrong field with its reason as programs read it, without the sentence for people."""
    return [{name: one[name] for name in ("field", "reason")} for one in answer.json["errors"]]


def refusals(receipt: Any) -> list[tuple[int, str, str]]:
    """Row, field and reason of each refused row."""
    return [(one["row"], one["field"], one["reason"]) for one in receipt["refused"]]
