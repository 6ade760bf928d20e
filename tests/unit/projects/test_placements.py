"""Rules of long placements: states as of a day, terms and ages, allowances to the fen, and the steps of a life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from services.projects.credentials.domain import Volunteer
from services.projects.placements import domain
from services.projects.placements.allowance import months, of_part, total
from services.projects.placements.policies import ALLOWANCES, PLACEMENTS_POLICY
from shared.kinds import Case
from shared.rules.faults import Refused

PLACEMENT: dict[str, Any] = {
    "placement_ref": "placement-1",
    "programme": "western_plan",
    "volunteer_ref": "v-1",
    "volunteer": "KV1",
    "place": "CN",
    "applied_on": "2018-01-01",
    "selected_on": "2018-02-01",
    "refusal": None,
    "starts_on": "2018-03-16",
    "months": 12,
    "extended_months": 0,
    "left_on": None,
    "left_reason": None,
    "monthly_allowance_fen": 100_001,
}
WHOLE_YEAR = dt.date(2019, 3, 15)


def placement(**changes: Any) -> dict[str, Any]:
    """A placement that differs in something."""
    return {**PLACEMENT, **changes}


def day(text: str) -> dt.date:
    """A day."""
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("on", "changes", "expected"),
    [
        ("2018-01-31", {}, "applied"),
        ("2018-12-31", {"selected_on": None}, "applied"),
        ("2018-02-01", {}, "selected"),
        ("2018-03-15", {}, "selected"),
        ("2018-12-31", {"starts_on": None}, "selected"),
        ("2018-03-16", {}, "serving"),
        ("2019-03-15", {}, "serving"),
        ("2019-03-16", {}, "completed"),
        ("2019-03-16", {"extended_months": 1}, "serving"),
        ("2018-06-30", {"left_on": "2018-07-01"}, "serving"),
        ("2018-07-01", {"left_on": "2018-07-01"}, "left"),
        ("2019-12-31", {"left_on": "2018-07-01"}, "left"),
        ("2017-01-01", {"refusal": "health", "left_on": "2018-07-01"}, "refused:health"),
    ],
)
def test_a_state_is_as_of_a_day(on: str, changes: dict[str, Any], expected: str) -> None:
    """The first that applies, in the order of the rules."""
    assert expected == domain.state(placement(**changes), day(on))


@pytest.mark.parametrize(
    ("starts", "term", "last"),
    [
        ("2018-01-31", 1, "2018-02-27"),
        ("2017-08-31", 6, "2018-02-27"),
        ("2018-08-31", 3, "2018-11-29"),
        ("2018-05-31", 13, "2019-06-29"),
        ("2018-01-01", 12, "2018-12-31"),
    ],
)
def test_a_month_without_that_day_ends_with_its_last(starts: str, term: int, last: str) -> None:
    """The last day is the one before."""
    assert day(last) == domain.last_day(placement(starts_on=starts, months=term))


@pytest.mark.parametrize(
    ("changes", "born", "expected"),
    [
        ({"months": 13}, "1995-01-01", "term"),
        ({"months": 13, "refusal": "health"}, "2010-01-01", None),
        ({"months": 13}, "2010-01-01", "term"),
        ({"programme": "international", "months": 36}, "1995-01-01", None),
        ({"programme": "international", "months": 37}, "1995-01-01", "term"),
        ({"programme": "hk_macao", "months": 0}, "1995-01-01", "term"),
        ({}, "2000-03-16", None),
        ({}, "2000-03-17", "too_young"),
        ({"starts_on": None}, "2000-01-01", None),
        ({"starts_on": None}, "2000-01-02", "too_young"),
    ],
)
def test_terms_come_before_ages(changes: dict[str, Any], born: str, expected: str | None) -> None:
    """People refused before either; who is 18 on the first day is of age, or on the application's without one."""
    known = {"volunteer_ref": Volunteer("KV1", "KV1", birth_date=day(born))}
    assert expected == PLACEMENTS_POLICY[0].failing(Case("placement-1", placement(**changes), known))


def test_whole_months_get_the_rate_and_parts_their_days() -> None:
    """Half of March, rounded half up; nothing after the last day."""
    paid = months(placement(), WHOLE_YEAR, "440000")
    assert ("2018-03", 16, 51_613) == paid[0]
    assert [100_001] * 11 == [one.fen for one in paid[1:12]]
    assert ("2019-03", 15, 48_388) == paid[-1]
    assert sum(one.fen for one in paid) == total(placement(), dt.date(2020, 1, 1), "440000")


@pytest.mark.parametrize(
    ("rate", "days", "whole", "fen"), [(1, 15, 30, 1), (1, 14, 30, 0), (3, 15, 30, 2), (7, 31, 31, 7)]
)
def test_a_half_is_rounded_up(rate: int, days: int, whole: int, fen: int) -> None:
    """In whole numbers, so that no fen is lost to floating point."""
    assert fen == of_part(rate, days, whole, ALLOWANCES[0])


@pytest.mark.parametrize(
    ("changes", "on", "fen"),
    [
        ({"left_on": "2018-05-01"}, "2018-12-31", 51_613 + 100_001),
        ({"left_on": "2018-03-16"}, "2018-12-31", 0),
        ({}, "2018-03-16", 3_226),
        ({}, "2018-03-15", None),
        ({"refusal": "health"}, "2018-12-31", None),
    ],
)
def test_only_service_is_paid(changes: dict[str, Any], on: str, fen: int | None) -> None:
    """Up to the day before somebody left; who never served was never paid."""
    assert fen == total(placement(**changes), day(on), "440000")


TODAY = day("2018-06-01")
OPEN = {"selected_on": None, "starts_on": None}


@pytest.mark.parametrize(
    ("step", "changes", "reason"),
    [
        (lambda one: domain.selected(one, day("2017-12-31"), "b"), OPEN, "before_applied_on"),
        (lambda one: domain.selected(one, TODAY, "b"), {}, "already_started"),
        (lambda one: domain.selected(one, TODAY, "b"), {**OPEN, "refusal": "health"}, "already_refused"),
        (lambda one: domain.refused(one, "health", "b"), {}, "already_started"),
        (lambda one: domain.started(one, TODAY, TODAY, "b"), OPEN, "not_selected"),
        (lambda one: domain.started(one, TODAY, TODAY, "A"), {"selected_by": "a"}, "second_person_required"),
        (lambda one: domain.started(one, TODAY, TODAY, "a"), {"sent_by": "a"}, "second_person_required"),
        (lambda one: domain.started(one, TODAY, TODAY, "b"), {}, "already_started"),
        (lambda one: domain.extended(one, 6, TODAY, "a"), {"started_by": "a"}, "second_person_required"),
        (lambda one: domain.extended(one, 6, TODAY, "b"), {"extended_months": 6}, "not_longer"),
        (lambda one: domain.extended(one, 6, TODAY, "b"), {"left_on": "2018-05-01"}, "already_over"),
        (lambda one: domain.extended(one, 6, TODAY, "b"), OPEN, "not_started"),
        (lambda one: domain.left(one, day("2018-03-15"), None, "b"), {}, "before_starts_on"),
        (lambda one: domain.left(one, day("2019-03-16"), None, "b"), {}, "already_over"),
        (lambda one: domain.left(one, TODAY, None, "b"), OPEN, "not_started"),
        (lambda one: domain.certificate(one, TODAY), {}, "not_completed"),
    ],
)
def test_a_step_out_of_turn_is_refused(
    step: Callable[[dict[str, Any]], Any], changes: dict[str, Any], reason: str
) -> None:
    """With its reason; where money begins or goes on, a second person must ask."""
    with pytest.raises(Refused) as refused:
        step(placement(**changes))
    assert reason == refused.value.fault.reason


def test_a_first_day_can_be_mended_until_it_has_come() -> None:
    """By whoever may say it."""
    before = placement(starts_on="2018-07-01", selected_by="a")
    assert {"starts_on": "2018-08-01", "started_by": "b"} == domain.started(before, day("2018-08-01"), TODAY, "b")


def test_who_speaks_for_nobody_else_only_applies() -> None:
    """Decisions are steps of those who decide; who brings another system's records says them."""
    applied = placement(**OPEN)
    assert domain.name_sender(applied, "a", speaks=False) is None
    assert "a" == applied["sent_by"]
    fault = domain.name_sender(placement(), "a", speaks=False)
    assert fault is not None
    assert ("selected_on", "not_who_asks") == (fault.field, fault.reason)
    assert domain.name_sender(placement(), "a", speaks=True) is None
