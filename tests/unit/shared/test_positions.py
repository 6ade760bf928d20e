"""A position is read as it was written, and names the marks that the events carry."""

from __future__ import annotations

import pytest

from shared import positions
from shared.events.catalogue import CATALOGUE
from shared.positions import Position

COMMIT = "01890a5d-ac96-774b-bcce-b302099a8057"


def test_a_position_is_read_as_it_was_written() -> None:
    """Of any type that there is, and of several."""
    told = Position(COMMIT)
    for name in [*list(CATALOGUE)[:10], next(iter(CATALOGUE))]:
        told.next_mark(name)
    assert positions.read(str(told)) == told
    assert [positions.read(f"{COMMIT}:{name}*1") for name in CATALOGUE] == [
        Position(COMMIT, {name: 1}) for name in CATALOGUE
    ]


def test_the_marks_of_a_position_are_those_that_the_events_carry() -> None:
    """Each of its own, and of some types only those."""
    told = Position()
    carried = [told.next_mark(name) for name in ("a.told.v1", "b.told.v1", "a.told.v1")]
    assert sorted(told.marks({"a.told.v1", "b.told.v1", "c.told.v1"})) == sorted(set(carried))
    assert list(told.marks({"a.told.v1"})) == [carried[0], carried[2]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        COMMIT,
        f"{COMMIT}:",
        f"{COMMIT}:a.told.v1",
        f"{COMMIT}:a.told.v1*0",
        f"{COMMIT}:a.told.v1*-1",
        f"{COMMIT}:a.told.v1*1 ",
        f"{COMMIT}:a.told.v1*1\n",
        f"{COMMIT[:-1]}:a.told.v1*1",
        f"{COMMIT}{':a.told.v1*1' * 21}",
        "12345",
    ],
)
def test_what_is_no_position_is_not_read(text: str) -> None:
    """A part of one would claim that less has to be heard."""
    assert positions.read(text) is None
