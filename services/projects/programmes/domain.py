"""Rules of projects: in which months those of a programme lie, and how long one may run. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.projects.programmes.plan import EVERYBODY, PLAN, Programme
from services.projects.publication.domain import PUBLISHED, must_be
from shared.rules.conditions import Conditions
from shared.rules.faults import Fault, Refused
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER, in_force
from shared.rules.spans import Span, months

TARGET_GROUPS = EVERYBODY
RISKS = ("none", "risky")
TOLD = ("project_ref", "programme", "name", "organisation_ref", "region_code", "target_group", "risk")
TOLD_OF_STEPS = ("project_ref", "programme", "organisation_ref", "region_code", "state", "stage")
MONTHS = "months"

Facts = Mapping[str, Any]
"""Of a project or an organisation, as JSON values."""


@dataclass(frozen=True)
class ProjectPolicy(Conditions):
    """Which projects are taken.

    Attributes:
        most_days: the longest one, the first day and the last both counted. (no source)
        seasons: of a programme the month in which all of a project lies; others have none.
    """

    most_days: int
    seasons: Mapping[str, int]

    @property
    def rule(self) -> dict[str, Any]:
        """The reasons in the order in which they are asked, and its numbers."""
        return {**super().rule, "most_days": self.most_days, "seasons": dict(self.seasons)}


def is_longer(most_days: int, project: Facts) -> bool:
    """Whether a project runs longer than a number of days."""
    return (_last(project) - _first(project)).days + 1 > most_days


def is_outside(seasons: Mapping[str, int], project: Facts) -> bool:
    """Whether a project of a programme with a season does not lie in one such month of one year."""
    month = seasons.get(project["programme"])
    if month is None:
        return False
    first, last = _first(project), _last(project)
    return first.month != month or (last.year, last.month) != (first.year, month)


def is_without_organisation(project: Facts, organisation: Facts) -> bool:
    """Whether a project's organisation is not active on its first day."""
    founded, dissolved = (_day(organisation.get(name)) for name in ("founded_on", "dissolved_on"))
    return not Span(founded or dt.date.min, dissolved).has(_first(project))


def policy(version: int, holds_from: dt.date, most_days: int, seasons: Mapping[str, int]) -> ProjectPolicy:
    """Guangdong's policy of projects with these numbers."""
    rows = (
        ("too_long", lambda project: is_longer(most_days, project.facts)),
        ("outside_season", lambda project: is_outside(seasons, project.facts)),
        (
            "organisation_not_active",
            lambda project: is_without_organisation(project.facts, project.known["organisation_ref"]),
        ),
    )
    return ProjectPolicy(
        "projects/guangdong", PROVINCE, holds_from, version, rows, most_days=most_days, seasons=seasons
    )


PROJECT_POLICY = policy(1, EVER, most_days=366, seasons={one.programme: one.month for one in PLAN if one.month})


def begun(project: Facts) -> dict[str, Any]:
    """What a project is from its publication on: published, at the first stage of its programme."""
    return {**running(project), "state": PUBLISHED, "stage": programme_of(project).stages[0]}


def programme_of(project: Facts) -> Programme:
    """Its programme, as it holds on its first day where it lies."""
    rows = (one for one in PLAN if one.programme == project["programme"])
    return in_force(rows, _first(project), project["region_code"])


def check_ready(project: Facts) -> None:
    """Let a draft be published that says what its programme asks for, and is for whom its programme is.

    Raises:
        Refused: it does not, or is not.
    """
    programme = programme_of(project)
    missing = next((name for name in programme.required if not project.get(name)), None)
    if missing:
        raise Refused(Fault(missing, "missing_for_programme"))
    if project["target_group"] not in programme.groups:
        raise Refused(Fault("target_group", "not_of_programme"))


def redrafted(said: Facts) -> dict[str, Any]:
    """The fields of a draft of which something else was said, as JSON values."""
    facts = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in said.items()}
    return {**facts, **running(facts)}


def advanced(project: Facts, stage: str) -> dict[str, str]:
    """The field of a project that reaches another stage; stages may be passed over.

    Raises:
        Refused: the project is not published, its programme has no such stage, or the project is beyond it.
    """
    must_be(project, PUBLISHED)
    stages = programme_of(project).stages
    if stage not in stages:
        raise Refused(Fault("stage", "not_of_programme"))
    if stages.index(stage) < stages.index(project["stage"]):
        raise Refused(Fault("stage", "passed"))
    return {"stage": stage}


def running(project: Facts) -> dict[str, list[str]]:
    """By what a project is found that runs on a day."""
    return {MONTHS: months(_first(project), _last(project))}


def told(project: Facts) -> dict[str, Any]:
    """What others hear of a project."""
    return {**{name: project[name] for name in TOLD}, "first_day": project["from"], "last_day": project["to"]}


def step_told(project: Facts) -> dict[str, Any]:
    """What others hear of a step of a project's life."""
    return {name: project[name] for name in TOLD_OF_STEPS} | {"reason": project.get("reason")}


def _first(project: Facts) -> dt.date:
    return dt.date.fromisoformat(project["from"])


def _last(project: Facts) -> dt.date:
    return dt.date.fromisoformat(project["to"])


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
