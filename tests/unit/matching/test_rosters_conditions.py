"""Who may take a place: every hard condition with its code, alone and together."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from services.matching.facts.domain import Offer, Shift, Volunteer
from services.matching.rosters.conditions import failing, holding, told
from shared.clock import CHINA


def china(text: str) -> dt.datetime:
    """A moment in China."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=CHINA)


SHIFT = Shift(
    ref="shift-1",
    project_ref="warm-winter-2018-440100",
    starts_at=china("2018-02-14T08:00"),
    ends_at=china("2018-02-14T12:00"),
    capacity=2,
    service="guidance",
    skill_required=None,
    minimum_age=14,
    region_code="440103",
    latitude=23.13,
    longitude=113.26,
)
VOLUNTEER = Volunteer(
    number="KV1",
    ref="v-1",
    home_region_code="440100",
    skills=frozenset({"first_aid"}),
    verified=True,
    guardian_consent_on=None,
    birth_date=dt.date(1990, 1, 1),
    latitude=23.1,
    longitude=113.2,
)
OFFER = Offer("v-1", dt.date(2018, 2, 14), "morning")
MINOR = replace(VOLUNTEER, birth_date=dt.date(2002, 2, 14), guardian_consent_on=dt.date(2018, 2, 14))


def test_who_meets_every_condition_is_eligible() -> None:
    """No code, and the codes of what holds: of a county's shift the city counts."""
    assert () == failing(SHIFT, VOLUNTEER, [OFFER])
    assert ["verified", "old_enough", "offered", "same_city", "no_overlap"] == holding(SHIFT)


def test_a_minor_with_consent_and_skill_is_eligible() -> None:
    """A skill is named where it is asked for; a consent is not, since only minors need one."""
    shift = replace(SHIFT, skill_required="first_aid")
    assert () == failing(shift, MINOR, [OFFER])
    assert "skill_held" in holding(shift)
    assert "guardian_consent" not in holding(shift)


@pytest.mark.parametrize(
    ("shift", "volunteer", "code"),
    [
        (SHIFT, replace(VOLUNTEER, verified=False), "unverified"),
        (replace(SHIFT, minimum_age=17), MINOR, "under_age"),
        (SHIFT, replace(MINOR, guardian_consent_on=None), "guardian_consent_missing"),
        (SHIFT, replace(MINOR, guardian_consent_on=dt.date(2018, 2, 15)), "guardian_consent_missing"),
        (replace(SHIFT, skill_required="english"), VOLUNTEER, "skill_missing"),
        (
            replace(SHIFT, starts_at=china("2018-02-15T08:00"), ends_at=china("2018-02-15T12:00")),
            VOLUNTEER,
            "not_offered",
        ),
        (
            replace(SHIFT, starts_at=china("2018-02-14T12:00"), ends_at=china("2018-02-14T16:00")),
            VOLUNTEER,
            "not_offered",
        ),
        (replace(SHIFT, region_code="440300"), VOLUNTEER, "other_city"),
    ],
)
def test_each_condition_fails_with_its_code(shift: Shift, volunteer: Volunteer, code: str) -> None:
    """And with no other."""
    assert (code,) == failing(shift, volunteer, [OFFER])


def test_all_failing_conditions_are_named() -> None:
    """Not only the first."""
    nobody = replace(MINOR, verified=False, guardian_consent_on=None, home_region_code="440300")
    shift = replace(SHIFT, minimum_age=18, skill_required="hakka")
    codes = (
        "unverified",
        "under_age",
        "guardian_consent_missing",
        "skill_missing",
        "not_offered",
        "other_city",
        "overlap",
    )
    assert codes == failing(shift, nobody, [], [SHIFT])


def test_an_age_and_a_consent_are_told_as_one() -> None:
    """Which of the two fails stays inside, and each reason is told once."""
    assert ["unverified", "age_or_consent", "overlap"] == told(
        ["unverified", "under_age", "guardian_consent_missing", "overlap"]
    )


def test_shifts_that_touch_do_not_overlap() -> None:
    """A moment in common is an overlap; an end that is another's start is not."""
    after = replace(SHIFT, starts_at=SHIFT.ends_at, ends_at=SHIFT.ends_at + dt.timedelta(hours=1))
    assert () == failing(SHIFT, VOLUNTEER, [OFFER], [after])
    earlier = replace(after, starts_at=SHIFT.ends_at - dt.timedelta(minutes=1))
    assert ("overlap",) == failing(SHIFT, VOLUNTEER, [OFFER], [earlier])


@pytest.mark.parametrize(
    ("start", "part"),
    [("00:00", "morning"), ("11:59", "morning"), ("12:00", "afternoon"), ("16:59", "afternoon"), ("17:00", "evening")],
)
def test_a_shift_belongs_to_the_part_of_the_day_in_which_it_starts(start: str, part: str) -> None:
    """By China's clock, whatever clock the moment came in."""
    starts_at = china(f"2018-02-14T{start}").astimezone(dt.UTC)
    shift = replace(SHIFT, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=13))
    assert (dt.date(2018, 2, 14), part) == (shift.day, shift.part_of_day)


@pytest.mark.parametrize(("day", "age"), [("2018-02-27", 17), ("2018-02-28", 17), ("2018-03-01", 18)])
def test_an_age_is_in_whole_years(day: str, age: int) -> None:
    """Who was born on a 29th of February is a year older on the first of March."""
    assert age == replace(VOLUNTEER, birth_date=dt.date(2000, 2, 29)).age_on(dt.date.fromisoformat(day))
