"""The kinds of files, by whose names they are known, where their rows go, and which columns they have."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from cli.talking.api import Api


@dataclass(frozen=True)
class Kind:
    """A kind of file, known by its name.

    Attributes:
        in_turn: of rows that are decided in the order of their instants the columns with the instant and the reference.
        may_lack: columns that are empty where they are missing, besides those that
            a year's files have and a season's do not.
    """

    file: str
    service: str
    resource: str
    in_turn: tuple[str, str] | None = None
    may_lack: frozenset[str] = frozenset()

    @property
    def path(self) -> str:
        """The endpoint for one row; `/batch` after it takes many."""
        return f"/{self.service}/v1/{self.resource}"


# In the order in which a whole season is sent: what others refer to comes first, so that least has to wait.
KINDS = {
    kind.file: kind
    for kind in (
        Kind("populations.csv", "registry", "populations"),
        Kind("organisations.csv", "registry", "organisations"),
        Kind("volunteers.csv", "registry", "volunteers"),
        Kind("merges.csv", "registry", "merges"),
        Kind("transfers.csv", "registry", "transfers"),
        Kind("terms.csv", "registry", "terms"),
        Kind("affiliations.csv", "registry", "affiliations"),
        Kind("licences.csv", "registry", "licences"),
        Kind("insurance.csv", "registry", "insurance"),
        Kind("partners.csv", "incentives", "partners"),
        Kind("consents.csv", "registry", "consents"),
        Kind("benefits.csv", "incentives", "benefits"),
        Kind("award_cycles.csv", "incentives", "award-cycles"),
        Kind("projects.csv", "projects", "projects"),
        Kind("funds.csv", "projects", "funds"),
        Kind("sites.csv", "projects", "sites"),
        Kind("stations.csv", "registry", "stations"),
        Kind("posts.csv", "projects", "posts"),
        Kind("shifts.csv", "projects", "shifts"),
        Kind("availability.csv", "projects", "availability"),
        Kind("courses.csv", "projects", "courses"),
        Kind("enrolments.csv", "projects", "enrolments"),
        Kind("beneficiaries.csv", "projects", "beneficiaries"),
        Kind("pairings.csv", "projects", "pairings"),
        Kind("visits.csv", "projects", "visits"),
        Kind("placements.csv", "projects", "placements"),
        Kind("sign_up_actions.csv", "projects", "sign-up-actions", in_turn=("at", "action_ref")),
        Kind("calls.csv", "projects", "calls"),
        Kind("works.csv", "projects", "works"),
        Kind("work_scores.csv", "projects", "work-scores"),
        Kind("opening_balances.csv", "hours", "opening-balances"),
        Kind("attendance.csv", "projects", "attendance"),
        Kind("partner_reports.csv", "incentives", "partner-reports"),
        Kind("nominations.csv", "incentives", "nominations"),
        Kind("award_scores.csv", "incentives", "award-scores"),
        Kind("award_objections.csv", "incentives", "award-objections"),
        Kind("needs.csv", "matching", "needs"),
        Kind("offers.csv", "matching", "offers"),
        Kind("fund_entries.csv", "projects", "fund-entries", in_turn=("at", "entry_ref")),
    )
}
OF_ROWS = (
    "incentives:judge",
    "incentives:nominate",
    "incentives:report",
    "incentives:review",
    "projects:judge",
    "projects:offer",
    "projects:pair",
    "projects:speak",
    "registry:declare",
)
"""By which rows speak for others, and in an authority's place."""
SCOPES = (*sorted({f"{kind.service}:write" for kind in KINDS.values()}), *OF_ROWS)

ADDED = frozenset(
    {
        "field",
        "founded_on",
        "dissolved_on",
        "successor_ref",
        "registered_on",
        "fence_metres",
        "licence_required",
        "qualification_required",
        "draft",
        "theme",
        "summary",
        "statement",
        "public_name",
        "decided_by",
    }
)
"""Columns that a year's files have and a season's do not: one that is missing is empty."""


def kind_of(name: str) -> Kind | None:
    """The kind of a file with this name: `sites.csv`, `SITES.CSV` and `sites.xlsx` are one."""
    return KINDS.get(f"{stem(name)}.csv")


def stem(name: str) -> str:
    """A file's name without its folders and what follows the first dot, in small letters."""
    return PurePath(name).name.partition(".")[0].strip().lower()


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
