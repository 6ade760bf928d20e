"""Merges: who stands for whom on a day."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from shared.rules.merges import Merge, merge_of, stands_for, tied_to
from shared.rules.spans import Span


def day(number: int) -> dt.date:
    """A day of May 2018."""
    return dt.date(2018, 5, number)


def merge(kept: str, merged: str, first: int = 1, end: int | None = None, name: str = "") -> Merge:
    """A merge of two registrations."""
    return Merge(name or f"{merged}-into-{kept}", kept, merged, Span(day(first), day(end) if end else None))


def test_a_merge_holds_from_its_day_until_the_day_on_which_it_is_undone() -> None:
    """The days are China's: five in the afternoon in Greenwich is the next day there."""
    facts = {"merge_ref": "m-1", "kept": "K", "merged": "M", "merged_at": "2018-05-01T17:00:00Z"}
    held = merge_of({**facts, "undone_at": "2018-05-09T10:00:00+08:00"})
    assert held == Merge("m-1", "K", "M", Span(day(2), day(9)))
    assert [stands_for([held], day(number)) for number in (1, 2, 8, 9)] == [{}, {"M": "K"}, {"M": "K"}, {}]
    assert stands_for([held]) == {}
    assert stands_for([merge_of(facts)]) == {"M": "K"}


def test_merges_in_a_row_lead_to_the_last_one() -> None:
    """A into B into C: C stands for all, in whatever order they are told."""
    for merges in itertools.permutations([merge("B", "A", 3), merge("C", "B", 1), merge("C", "D", 2)]):
        assert stands_for(merges) == {"A": "C", "B": "C", "D": "C"}


@pytest.mark.parametrize("kept", ["A", "B"])
def test_a_circle_leaves_somebody_who_stands_for_all(kept: str) -> None:
    """The merge that closes it counts for nothing."""
    merges = [merge("B", "A", 1), merge("C", "B", 2), merge(kept, "C", 3)]
    for ones in itertools.permutations(merges):
        assert stands_for(ones) == {"A": "C", "B": "C"}


def test_of_two_merges_of_one_registration_the_later_counts() -> None:
    """It is one person only."""
    assert stands_for([merge("C", "A", 2), merge("B", "A", 1)]) == {"A": "C"}
    assert stands_for([merge("C", "A", 2), merge("B", "A", 1)], day(1)) == {"A": "B"}


def test_all_who_were_ever_one_person_are_tied() -> None:
    """Over merges in a row, those that were undone too; nobody else."""
    merges = [merge("B", "A", 1, end=2), merge("C", "B"), merge("E", "D")]
    assert [tied_to(merges, name) for name in "ACEF"] == [{"A", "B", "C"}, {"A", "B", "C"}, {"D", "E"}, {"F"}]
