"""Moves and merges of a registration: where it belongs and whom it stands for, as of a day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.volunteers.domain import news
from services.registry.volunteers.life import NEW, Merged, Move, home_at
from shared.clock import CHINA
from tests.unit.registry.test_volunteers import volunteer

MARCH, JUNE = dt.datetime(2018, 3, 1, 0, 30, tzinfo=CHINA), dt.datetime(2018, 6, 1, 23, 30, tzinfo=CHINA)
MOVES = (Move(MARCH, "440300", "t-1"), Move(JUNE, "440600", "t-2"))


@pytest.mark.parametrize(
    ("day", "home"),
    [
        (dt.date(2018, 2, 28), "440100"),
        (dt.date(2018, 3, 1), "440300"),
        (dt.date(2018, 5, 31), "440300"),
        (dt.date(2018, 6, 1), "440600"),
        (None, "440600"),
    ],
)
def test_the_home_is_where_the_last_move_led(day: dt.date | None, home: str) -> None:
    """As of a day all of its moments count, as China has them; without one whatever is known."""
    assert NEW.moved(MOVES).home("440100", day) == home


@given(st.permutations(MOVES))
def test_moves_count_by_when_they_were_decided(moves: list[Move]) -> None:
    """In whichever order they are written, and at the very moment already."""
    assert NEW.moved(moves).moves == MOVES
    assert [home_at("440100", moves, one.at) for one in MOVES] == ["440300", "440600"]


@pytest.mark.parametrize(
    ("undone_at", "day", "into"),
    [
        (None, dt.date(2018, 2, 28), None),
        (None, dt.date(2018, 3, 1), "v-2"),
        (JUNE, dt.date(2018, 5, 31), "v-2"),
        (JUNE, dt.date(2018, 6, 1), None),
        (MARCH, dt.date(2018, 3, 1), None),
    ],
)
def test_a_merge_holds_until_it_is_undone(undone_at: dt.datetime | None, day: dt.date, into: str | None) -> None:
    """As of the end of the day, in China."""
    assert NEW.joined([Merged("m-1", "v-2", MARCH, undone_at)]).merged_into(day) == into


def test_another_home_is_told_and_nothing_else() -> None:
    """A move is the next step of the volunteer's sequence; a merge only makes another version."""
    first = volunteer()
    moved, merged = first.lived(NEW.moved(MOVES)), first.lived(NEW.joined([Merged("m-1", "v-2", MARCH)]))
    assert (moved.state()["home_region_code"], moved.sequence) == ("440600", 2)
    assert [news(first, moved), news(first, merged)] == ["volunteer.changed.v1", None]
    assert len({one.version for one in (first, moved, merged)}) == 3
