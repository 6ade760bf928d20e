"""Which projects the plan's programmes take."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from services.projects.programmes.domain import PROJECT_POLICY, TARGET_GROUPS
from services.projects.programmes.plan import PLAN
from shared.kinds import Case
from shared.rules.spans import months

STANDING: dict[str, Any] = {"founded_on": None, "dissolved_on": None}


def refused(programme: str, first: str, last: str, **standing: str) -> str | None:
    """Why a project is refused."""
    facts = {"programme": programme, "from": first, "to": last}
    return PROJECT_POLICY.failing(Case("p", facts, {"organisation_ref": {**STANDING, **standing}}))


@pytest.mark.parametrize(
    ("programme", "first", "last", "reason"),
    [
        ("community", "2017-03-01", "2018-03-01", None),
        ("community", "2017-03-01", "2018-03-02", "too_long"),
        ("community", "2018-12-31", "2019-01-01", None),
        ("action_month", "2018-03-01", "2018-03-31", None),
        ("action_month", "2018-02-28", "2018-03-31", "outside_season"),
        ("action_month", "2018-03-31", "2018-04-01", "outside_season"),
        ("action_month", "2017-03-31", "2018-03-01", "outside_season"),
        ("action_month", "2017-03-01", "2018-03-31", "too_long"),
        ("culture_festival", "2018-12-01", "2018-12-31", None),
        ("culture_festival", "2018-03-01", "2018-03-31", "outside_season"),
    ],
)
def test_a_project_lies_in_its_season(programme: str, first: str, last: str, reason: str | None) -> None:
    """At most 366 days, both ends counted; those of a programme with a season in that month of one year."""
    assert reason == refused(programme, first, last)


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2018-05-03", "organisation_not_active"),
        ("2018-05-04", None),
        ("2018-06-30", None),
        ("2018-07-01", "organisation_not_active"),
    ],
)
def test_its_organisation_is_active_on_the_first_day(day: str, reason: str | None) -> None:
    """From the founding to the day before the dissolution; whatever comes later."""
    assert reason == refused("community", day, "2018-12-31", founded_on="2018-05-04", dissolved_on="2018-07-01")


def test_the_season_comes_before_the_organisation() -> None:
    """The first condition that applies decides."""
    assert "outside_season" == refused("action_month", "2018-02-01", "2018-02-02", dissolved_on="2018-01-01")


def test_its_numbers_are_data() -> None:
    """`./kapok policies` shows them."""
    assert {"action_month": 3, "culture_festival": 12} == PROJECT_POLICY.rule["seasons"]
    assert 366 == PROJECT_POLICY.rule["most_days"]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2018-02-28", "2018-02-28", ["2018-02"]),
        ("2017-11-30", "2018-02-01", ["2017-11", "2017-12", "2018-01", "2018-02"]),
    ],
)
def test_months_from_a_day_to_a_day(first: str, last: str, found: list[str]) -> None:
    """Every month that has one of the days."""
    assert found == months(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def test_the_plan_has_twelve_programmes() -> None:
    """Each a policy of its own, with stages, groups and figures; two have a season."""
    assert 12 == len({one.name for one in PLAN}) == len({one.programme for one in PLAN})
    assert all(one.stages and one.figures and set(one.groups) <= set(TARGET_GROUPS) for one in PLAN)
    assert {"action_month": 3, "culture_festival": 12} == {one.programme: one.month for one in PLAN if one.month}
    assert {"action_month": 3, "culture_festival": 12} == PROJECT_POLICY.rule["seasons"]
