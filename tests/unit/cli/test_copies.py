"""Copies within a file: counted exactly, in memory that does not grow with the file."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from cli.importing.copies import Copies, Repeats

ROWS = st.lists(st.lists(st.sampled_from(["", "a", "b", "a,b"]), max_size=3))


@given(ROWS)
def test_every_copy_is_counted(rows: list[list[str]]) -> None:
    """As somebody counts who remembers all rows."""
    repeats, all_of = Repeats(), Counter[tuple[str, ...]]()
    for row in rows:
        repeats.add(row)
    copies = Copies(frozenset(repeats.found))
    for row in rows:
        all_of[tuple(row)] += 1
        assert all_of[tuple(row)] == copies.occurrence(row)


def test_hardly_a_row_is_remembered_that_has_no_copy() -> None:
    """Of 20,000 different rows fewer than a hundred, and of those of which there are two every one."""
    repeats = Repeats()
    for number in range(20_000):
        repeats.add([f"v-{number}", "a"])
    assert len(repeats.found) < 100
    for number in range(500):
        repeats.add([f"v-{number}", "a"])
    assert 500 <= len(repeats.found) < 600
