"""Rules of shifts."""

from __future__ import annotations

import datetime as dt

import pytest

from services.projects.posts.domain import open_post
from services.projects.shifts.domain import schedule_shift, shift_problem
from tests.unit.projects.definitions import POST, SITE

START = dt.datetime(2018, 2, 14, 8, tzinfo=dt.UTC)


@pytest.mark.parametrize(("length", "problem"), [(0, None), (-1, "ends before"), (24, None), (25, "longer than 24")])
def test_a_shift_has_a_sensible_length(length: int, problem: str | None) -> None:
    """Not less than nothing, and at most a day: an end that equals its start is allowed (rules-network.md 0.2)."""
    found = shift_problem(START, START + dt.timedelta(hours=length))
    assert (found is None) if problem is None else (found is not None and problem in found)


def test_a_scheduled_shift_says_all_that_listeners_need() -> None:
    """Its own facts, its post's and its site's, and nothing of how they are stored."""
    shift = {
        "shift_ref": "shift-1",
        "post_ref": "post-1",
        "starts_at": "s",
        "ends_at": "e",
        "capacity": 2,
        "digest": "x",
    }
    scheduled = schedule_shift(shift, {**open_post(POST, SITE), "open": True})
    assert scheduled["region_code"] == "440100"
    assert scheduled["minimum_age"] == 14
    assert not {"digest", "open", "title"} & set(scheduled)
