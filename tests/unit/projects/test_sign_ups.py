"""Rules of sign-ups: each condition just inside and just outside, and what waiting lists make of any actions."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projects.credentials.domain import Licence, Volunteer
from services.projects.signups.board import Board, Seats, in_order
from services.projects.signups.domain import (
    ACTIVE,
    CONFIRMED,
    WAITING,
    Asked,
    Cancel,
    Qualification,
    Shift,
    Taken,
    days_of,
    form_faults,
)
from shared.clock import CHINA
from shared.rules.spans import Span

START = dt.datetime(2018, 4, 10, 9, tzinfo=CHINA)
DAY, HOUR, SECOND = START.date(), dt.timedelta(hours=1), dt.timedelta(seconds=1)
ONE = dt.timedelta(days=1)
SHIFT = Shift("shift-1", START, START + 3 * HOUR, 1, "440100")
GROWN = Volunteer("KV1", "KV1", verified=True, birth_date=dt.date(1990, 1, 1))
ASKED = Asked("s-1", START - 5 * ONE, SHIFT, GROWN)


def board(confirmed: int = 0) -> Board:
    """An empty one, but for places that are taken."""
    return Board(DAY, defaultdict(Seats, {"shift-1": Seats(confirmed)}))


def reason(asked: Asked, *taken: Taken) -> str | None:
    """Why it is refused."""
    found = board()
    found.taken[asked.volunteer.person] += taken
    return found.sign_up(asked).reason


def born(years: int, days: int = 0) -> Volunteer:
    """Verified, and so old on the shift's first day, but for some days."""
    return replace(GROWN, birth_date=DAY.replace(year=DAY.year - years) + days * ONE)


def at(shift: Shift, hours: float) -> Taken:
    """Another sign-up to three hours that begin so much later than a shift."""
    starts = shift.starts_at + hours * HOUR
    return Taken("s-0", "shift-0", starts, starts + 3 * HOUR)


@pytest.mark.parametrize(
    ("shift", "volunteer", "expected"),
    [
        ({}, GROWN, None),
        ({}, replace(GROWN, verified=False), "unverified_volunteer"),
        ({"minimum_age": 16}, replace(born(16), guardian_consent_on=DAY), None),
        ({"minimum_age": 16}, born(16, 1), "too_young"),
        ({}, replace(born(16), guardian_consent_on=DAY + ONE), "guardian_consent_missing"),
        ({}, born(18, 1), "guardian_consent_missing"),
        ({}, born(18), None),
        ({"skill": "english"}, GROWN, "skill_missing"),
        ({"skill": "english"}, replace(GROWN, skills=frozenset({"english"})), None),
        ({"licence": "doctor"}, replace(GROWN, licences=(Licence("nurse", Span(DAY)),)), "licence_missing"),
        ({"licence": "doctor"}, replace(GROWN, licences=(Licence("doctor", Span(DAY, DAY + ONE)),)), None),
        ({"licence": "doctor"}, replace(GROWN, licences=(Licence("doctor", Span(DAY - ONE, DAY)),)), "licence_missing"),
        ({"qualification": "guide"}, GROWN, "qualification_missing"),
        ({"risky": True}, GROWN, "not_insured"),
        ({"risky": True}, replace(GROWN, insured=(Span(DAY, DAY + ONE),)), None),
    ],
)
def test_what_a_shift_asks_of_volunteers(shift: dict[str, Any], volunteer: Volunteer, expected: str | None) -> None:
    """On its first day in China."""
    assert expected == reason(replace(ASKED, shift=replace(SHIFT, **shift), volunteer=volunteer))


@pytest.mark.parametrize(
    ("days", "expected"), [(Span(DAY, DAY + ONE), None), (Span(DAY + ONE), "qualification_missing")]
)
def test_a_qualification_counts_on_its_days(days: Span, expected: str | None) -> None:
    """From its course's last day to the last day on which it is valid."""
    asked = replace(ASKED, shift=replace(SHIFT, qualification="guide"))
    assert expected == reason(replace(asked, qualifications=(Qualification("guide", days),)))


@pytest.mark.parametrize(("before", "expected"), [(SECOND, None), (0 * SECOND, "too_late"), (-SECOND, "too_late")])
def test_nobody_signs_up_once_a_shift_has_begun(before: dt.timedelta, expected: str | None) -> None:
    """It is the first condition: what else is wrong is not looked at."""
    unverified = replace(ASKED, at=START - before, volunteer=replace(GROWN, verified=expected is None))
    assert expected == reason(unverified)


@pytest.mark.parametrize(("hours", "expected"), [(-3, None), (-2, "overlap"), (2, "overlap"), (3, None)])
def test_nobody_is_in_two_places(hours: float, expected: str | None) -> None:
    """Touching is no overlap."""
    assert expected == reason(ASKED, at(SHIFT, hours))


def test_the_same_shift_again_is_no_overlap() -> None:
    """But a second sign-up."""
    assert "already_signed_up" == reason(ASKED, replace_shift(at(SHIFT, 0)))


def replace_shift(taken: Taken) -> Taken:
    """The same of the shift itself."""
    return taken._replace(shift=SHIFT.reference)


@pytest.mark.parametrize(
    ("before", "state", "moves"),
    [
        (24 * HOUR, "cancelled", True),
        (24 * HOUR - SECOND, "cancelled_late", True),
        (2 * HOUR, "cancelled_late", True),
        (2 * HOUR - SECOND, "cancelled_late", False),
    ],
)
def test_a_place_passes_on(before: dt.timedelta, state: str, moves: bool) -> None:
    """To who waits first, two hours before the start or more; less than a day before it is late."""
    found = board()
    for number in (1, 3, 2):
        volunteer = replace(GROWN, number=f"KV{number}", person=f"KV{number}")
        found.sign_up(replace(ASKED, reference=f"s-{number}", at=ASKED.at + number * SECOND, volunteer=volunteer))
    assert found.cancel(Cancel("c-1", START - before, "s-1", "KV1", SHIFT, None)).reason is None
    assert [("s-1", state)] + ([("s-2", CONFIRMED)] if moves else []) == [one[:2] for one in found.steps[3:]]


@pytest.mark.parametrize(
    ("state", "before", "expected"),
    [
        (None, HOUR, "not_active"),
        ("cancelled", HOUR, "not_active"),
        ("waiting", 0 * HOUR, "too_late"),
        ("confirmed", SECOND, None),
    ],
)
def test_what_can_be_cancelled(state: str | None, before: dt.timedelta, expected: str | None) -> None:
    """An active sign-up, before its shift begins; a refused one never was active."""
    assert expected == board(1).cancel(Cancel("c-1", START - before, "s-1", "KV1", SHIFT, state)).reason


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ({"action": "sign_up", "shift_ref": "x", "volunteer_ref": "v", "sign_up_ref": None}, []),
        (
            {"action": "sign_up", "shift_ref": None, "volunteer_ref": "v", "sign_up_ref": "s"},
            ["sign_up_ref", "shift_ref"],
        ),
        ({"action": "cancel", "shift_ref": None, "volunteer_ref": None, "sign_up_ref": "s"}, []),
        (
            {"action": "cancel", "shift_ref": "x", "volunteer_ref": None, "sign_up_ref": None},
            ["sign_up_ref", "shift_ref"],
        ),
    ],
)
def test_a_row_has_what_its_action_needs(row: dict[str, Any], fields: list[str]) -> None:
    """And nothing of the other action."""
    assert fields == [fault.field for fault in form_faults(row)]


def test_a_shift_over_midnight_has_two_days() -> None:
    """In China; one that overlaps it has one of them in common."""
    assert ["2018-04-10"] == days_of(SHIFT)
    assert ["2018-04-10", "2018-04-11"] == days_of(replace(SHIFT, ends_at=START + 15 * HOUR))


MOMENTS = st.integers(0, 40)
ACTIONS = st.lists(st.tuples(st.sampled_from(["ask", "cancel"]), st.integers(0, 7), MOMENTS), max_size=40)


@given(ACTIONS, st.integers(0, 3))
def test_whatever_comes_places_go_by_turn(actions: list[tuple[str, int, int]], capacity: int) -> None:
    """Never more than there are; who moves up waited longest; and nobody is in twice."""
    shift = replace(SHIFT, capacity=capacity)
    found = board()
    states: dict[str, str] = {}
    whose: dict[str, str] = {}
    asked_at: dict[str, dt.datetime] = {}
    made: list[Asked | Cancel] = []
    for number, (what, person, hours) in enumerate(actions):
        moment, volunteer = START - 50 * HOUR + hours * HOUR, replace(GROWN, number=f"p{person}", person=f"p{person}")
        if what == "ask":
            made.append(Asked(f"a{number:02}", moment, shift, volunteer))
        else:
            made.append(Cancel(f"a{number:02}", moment, "", f"p{person}", shift, None))
    for action in in_order(made):
        before = len(found.steps)
        if isinstance(action, Asked):
            asked_at[action.reference], whose[action.reference] = action.at, action.volunteer.person
            found.sign_up(action)
        elif own := [one for one, state in states.items() if whose[one] == action.person and state in ACTIVE]:
            found.cancel(replace(action, sign_up=own[0], state=states[own[0]]))
        waited = [one for one, state in states.items() if state == WAITING]
        for step in found.steps[before:]:
            if step.moved_up:
                assert min(waited, key=lambda one: (asked_at[one], one)) == step.sign_up
            states[step.sign_up] = step.state
        counted = Counter(states.values())
        assert found.seats["shift-1"].confirmed == counted[CONFIRMED] <= capacity
        assert len(found.seats["shift-1"].waiting) == counted[WAITING]
        active = Counter(whose[one] for one, state in states.items() if state in ACTIVE)
        assert all(count == 1 for count in active.values())
