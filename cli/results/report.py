"""The report: what became of each attendance, and what each volunteer has earned."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from cli.talking.api import Api
from shared.intake import CONFLICTING, INVALID, REPLAYED

SCOPES = ("registry:export", "projects:export", "hours:export", "incentives:export")
ATTENDANCE = "attendance"


@dataclass(frozen=True)
class Volunteer:
    """What a volunteer has earned."""

    region_code: str
    minutes: int = 0
    stars: int = 0
    points: dict[str, int] | None = None


@dataclass(frozen=True)
class Report:
    """The state of a season.

    Attributes:
        outcomes: what became of each attendance, by its reference.
        volunteers: by their reference.
        rows: how many attendance rows were invalid, replayed or conflicting.
    """

    outcomes: dict[str, str]
    volunteers: dict[str, Volunteer]
    rows: dict[str, int]

    def to_json(self) -> dict[str, Any]:
        """The machine-readable form."""
        return {
            "attendance": self.outcomes,
            "volunteers": {
                reference: {"minutes": one.minutes, "stars": one.stars, "points": one.points or {}}
                for reference, one in self.volunteers.items()
            },
            "rows": self.rows,
        }


def fetch(api: Api, as_of: str | None = None) -> Report:
    """Read the exports of all services.

    Args:
        as_of: the day on which stars and points are evaluated; by default that of the last credited entry.
    """
    outcomes = {line["attendance_ref"]: line["outcome"] for line in api.lines("/hours/v1/exports/outcomes")}
    rows: Counter[str] = Counter({INVALID: 0, REPLAYED: 0, CONFLICTING: 0})
    for line in api.lines("/projects/v1/exports/refusals"):
        if line["resource"] == ATTENDANCE:
            rows[line["kind"]] += 1
            # A good row under the same reference counts; a malformed one alone is all there is to say.
            if line["kind"] == INVALID and line["reference"]:
                outcomes.setdefault(line["reference"], INVALID)
    return Report(dict(sorted(outcomes.items())), _volunteers(api, as_of), dict(rows))


def _volunteers(api: Api, as_of: str | None) -> dict[str, Volunteer]:
    question = f"?as_of={as_of}" if as_of else ""
    earned = {line["volunteer_ref"]: line for line in api.lines(f"/incentives/v1/exports/standings{question}")}
    volunteers = {}
    for line in api.lines("/registry/v1/exports/volunteers"):
        reference = line["volunteer_ref"]
        found = earned.get(reference, {"minutes": 0, "stars": 0, "points": {}})
        volunteers[reference] = Volunteer(
            line["home_region_code"], found["minutes"], found["stars"], dict(sorted(found["points"].items()))
        )
    return dict(sorted(volunteers.items()))
