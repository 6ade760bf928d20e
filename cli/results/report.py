"""The report: what became of each attendance, and what each volunteer has earned; of the network all its rows too."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from cli.results import network, rows
from cli.results.network import Network
from cli.results.rows import seen_by
from cli.talking.api import Api
from shared.intake.rows import INVALID
from shared.sources import LOCAL

SCOPES = ("registry:export", "projects:export", "hours:export", "incentives:export", *network.SCOPES)
SERVICES = ("registry", "projects", "hours", "incentives", "matching")
ATTENDANCE = "attendance"
LAST_DAY = "9999-12-31"


@dataclass(frozen=True)
class Volunteer:
    """What a volunteer has earned.

    Attributes:
        merged_into: the registration with which this one is one person.
        student_minutes: since the start of the university stage; 0 for who is no student.
    """

    region_code: str
    minutes: int = 0
    stars: int = 0
    points: dict[str, int] = field(default_factory=dict)
    merged_into: str | None = None
    student_minutes: int = 0
    student_stars: int = 0

    def to_json(self) -> dict[str, Any]:
        """The machine-readable form."""
        return {"minutes": self.minutes, "stars": self.stars, "points": self.points}

    def in_network(self) -> dict[str, Any]:
        """The same where people move and registrations are merged."""
        if self.merged_into:
            return {"merged_into": self.merged_into}
        student = {"student_minutes": self.student_minutes, "student_stars": self.student_stars}
        return {"home_region": self.region_code, **self.to_json(), **student}


@dataclass(frozen=True)
class Report:
    """The state of a season, or of the network.

    Attributes:
        outcomes: what became of each attendance, by its reference.
        volunteers: by their reference.
        rows: how many attendance rows were invalid, replayed or conflicting; of the network, how many of all files.
        credited_minutes: of all presences up to the day.
        network: what there is beside a season; None where there is nothing.
        came: whether anything of which is reported came from the source at all.
    """

    outcomes: dict[str, str]
    volunteers: dict[str, Volunteer]
    rows: dict[str, int]
    credited_minutes: int = 0
    network: Network | None = None
    came: bool = True

    def attendance_rows(self) -> dict[str, int]:
        """How many attendance rows were not taken in, also where `rows` counts those of all files."""
        if self.network is None:
            return self.rows
        return self.network.rows.get(ATTENDANCE, dict.fromkeys(self.rows, 0))

    def to_json(self) -> dict[str, Any]:
        """The machine-readable form."""
        if self.network is not None:
            return self._of_network(self.network)
        volunteers = {reference: one.to_json() for reference, one in self.volunteers.items()}
        return {"attendance": self.outcomes, "volunteers": volunteers, "rows": self.rows}

    def _of_network(self, found: Network) -> dict[str, Any]:
        people = {reference: one for reference, one in self.volunteers.items() if not one.merged_into}
        stars = Counter(str(one.stars) for one in people.values())
        return {
            **({"allocation": found.allocation} if found.allocation else {}),
            "attendance": self.outcomes,
            **({"benefits": found.benefits} if found.benefits else {}),
            "credited_minutes": self.credited_minutes,
            "figures": {**found.figures.found, "visits_overdue": found.overdue} if found.figures else {},
            **({"funds": found.funds} if found.funds else {}),
            **({"placements_allowance_fen": found.allowances} if found.allowances else {}),
            **({"nominations_mean": found.means} if found.means else {}),
            "outcomes": dict(sorted(Counter(self.outcomes.values()).items())),
            "outcomes_by_file": found.outcomes,
            "rows": self.rows,
            "rows_by_file": found.rows,
            "stars": dict(sorted(stars.items())),
            **({"works_ranked": found.ranked} if "works" in found.outcomes else {}),
            "volunteers": {reference: one.in_network() for reference, one in self.volunteers.items()},
        }


def fetch(api: Api, as_of: str | None = None, source: str = LOCAL) -> Report:
    """Read the exports of all services.

    Args:
        as_of: the day on which all is evaluated; by default stars and points on that of the last credited entry, all
            else today.
        source: whose records, by its references.
    """
    outcomes, minutes = _attendance(api, source, as_of or LAST_DAY)
    refusals = rows.fetch(api, SERVICES, source)
    # A good row under the same reference counts; a malformed one alone is all there is to say.
    for reference in refusals.invalid[ATTENDANCE]:
        outcomes.setdefault(reference, INVALID)
    of_rows, volunteers = network.outcomes_of(api, source, as_of), _volunteers(api, as_of, source)
    came = bool(outcomes or of_rows or volunteers or refusals.by_file)
    found = network.fetch(api, of_rows, refusals, source, as_of)
    counted = refusals.of(*(() if found else (ATTENDANCE,)))
    return Report(dict(sorted(outcomes.items())), volunteers, counted, minutes, found, came)


def _attendance(api: Api, source: str, as_of: str) -> tuple[dict[str, str], int]:
    """What became of each, and the minutes of those up to a day."""
    outcomes, minutes = {}, 0
    for line in api.lines("/hours/v1/exports/outcomes"):
        reference = seen_by(source, line["attendance_ref"])
        if reference is not None:
            outcomes[reference] = line["outcome"]
            minutes += line["minutes"] if "minutes" in line and line["day"] <= as_of else 0
    return outcomes, minutes


def _volunteers(api: Api, as_of: str | None, source: str) -> dict[str, Volunteer]:
    question = f"?as_of={as_of}" if as_of else ""
    earned = {line["volunteer"]: line for line in api.lines(f"/incentives/v1/exports/standings{question}")}
    volunteers = {}
    for line in api.lines(f"/registry/v1/exports/volunteers{question}"):
        reference, merged = seen_by(source, line["volunteer_ref"]), line.get("merged_into")
        if reference is not None:
            found = earned.get(line["volunteer"], {})
            volunteers[reference] = Volunteer(
                line["home_region_code"],
                found.get("minutes", 0),
                found.get("stars", 0),
                dict(sorted(found.get("points", {}).items())),
                merged and (seen_by(source, merged) or merged),
                found.get("student_minutes", 0),
                found.get("student_stars", 0),
            )
    return dict(sorted(volunteers.items()))
