"""The kinds of files of a season, where their rows go, and which columns they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cli.talking.api import Api


@dataclass(frozen=True)
class Kind:
    """A kind of file, known by its name."""

    file: str
    service: str
    resource: str

    @property
    def path(self) -> str:
        """The endpoint for one row; `/batch` after it takes many."""
        return f"/{self.service}/v1/{self.resource}"


# In the order in which a whole season is sent: what others refer to comes first, so that least has to wait.
KINDS = {
    kind.file: kind
    for kind in (
        Kind("organisations.csv", "registry", "organisations"),
        Kind("volunteers.csv", "registry", "volunteers"),
        Kind("sites.csv", "projects", "sites"),
        Kind("posts.csv", "projects", "posts"),
        Kind("shifts.csv", "projects", "shifts"),
        Kind("availability.csv", "projects", "availability"),
        Kind("opening_balances.csv", "hours", "opening-balances"),
        Kind("attendance.csv", "projects", "attendance"),
    )
}
SCOPES = tuple(sorted({f"{kind.service}:write" for kind in KINDS.values()}))


class Columns:
    """The columns of each kind, as the running services themselves describe them in their OpenAPI documents."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._documents: dict[str, Any] = {}

    def of(self, kind: Kind) -> tuple[str, ...]:
        """The fields of the kind's resource."""
        if kind.service not in self._documents:
            self._documents[kind.service] = self._api.get(f"/{kind.service}/v1/openapi.json")
        document = self._documents[kind.service]
        body = document["paths"][f"/v1/{kind.resource}"]["post"]["requestBody"]
        name = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        return tuple(document["components"]["schemas"][name]["properties"])
