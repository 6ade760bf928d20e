"""Merges of registrations, decided together: no chains, and any order of arrival gives the same."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.merges.domain import MERGED, SEPARATED, Merge, Told, news, refused, to_be_told, undoing_fault
from services.registry.merges.schemas import MergeRow
from shared.clock import CHINA

TODAY = dt.date(2018, 6, 1)
START = dt.datetime(2018, 1, 1, tzinfo=CHINA)


def at(day: int) -> dt.datetime:
    """The beginning of a day of 2018."""
    return START + dt.timedelta(days=day - 1)


def merge(reference: str, kept: str, merged: str, begins: int = 1, undone: int | None = None) -> Merge:
    """A merge by days of the year."""
    return Merge(reference, kept, merged, at(begins), at(undone) if undone else None)


@pytest.mark.parametrize(
    ("merges", "expected"),
    [
        ([merge("a", "K", "K")], {"a": "same_person"}),
        ([merge("a", "K", "L"), merge("b", "K", "M", 2)], {}),
        ([merge("a", "K", "L"), merge("b", "M", "L", 2)], {"b": "already_merged"}),
        ([merge("a", "K", "L"), merge("b", "L", "M", 2)], {"b": "into_merged"}),
        ([merge("a", "K", "L"), merge("b", "M", "K", 2)], {"b": "keeps_others"}),
        ([merge("a", "K", "L", 1, 2), merge("b", "M", "L", 2)], {}),
        ([merge("a", "K", "L", 1, 3), merge("b", "M", "L", 2)], {"b": "already_merged"}),
        ([merge("a", "K", "L"), merge("b", "L", "M", 2), merge("c", "M", "N", 3)], {"b": "into_merged"}),
    ],
    ids=["one", "two into one", "twice", "into a merged", "of a keeper", "after another", "beside", "after a refused"],
)
def test_nobody_follows_a_chain(merges: list[Merge], expected: dict[str, str]) -> None:
    """A registration is merged once at a time, into one that stands for itself; a refused merge is in nobody's way."""
    assert refused(merges, TODAY) == expected


numbers = st.sampled_from("KLMN")
merges = st.builds(
    lambda number, kept, merged, begins, lasts: merge(f"m-{number}", kept, merged, begins, lasts and begins + lasts),
    st.integers(1, 9),
    numbers,
    numbers,
    st.integers(1, 20),
    st.none() | st.integers(0, 20),
)
sets = st.lists(merges, unique_by=lambda one: one.reference, max_size=7)


@given(sets, numbers)
def test_an_erasure_changes_nothing_for_others(some: list[Merge], gone: str) -> None:
    """What was decided on beside the merges of who is erased has the same outcome and reason without them."""
    before = refused(some, TODAY)
    theirs = [one for one in some if gone in (one.kept, one.merged)]
    others = [one for one in some if one not in theirs]
    settled = [one for one in theirs if one.reference not in before]
    left = {one.reference for one in others}
    assert refused(others, TODAY, settled) == {one: why for one, why in before.items() if one in left}


@pytest.mark.parametrize("begins", [1, 2, 3])
def test_what_holds_by_an_erased_persons_merge_is_in_others_way(begins: int) -> None:
    """Whether another merge begins before or after it; one that holds at another time is not."""
    settled = [merge("a", "K", "L", 2, 5)]
    assert refused([merge("b", "M", "L", begins)], TODAY, settled) == {"b": "already_merged"}
    assert refused([merge("b", "M", "L", 5)], TODAY, settled) == {}


@given(sets.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_any_order_of_arrival_gives_the_same(orders: tuple[list[Merge], list[Merge]]) -> None:
    """Which are refused, and why."""
    assert refused(orders[0], TODAY) == refused(orders[1], TODAY)


@given(sets)
def test_at_every_moment_each_stands_for_one(some: list[Merge]) -> None:
    """Of those that hold, no one is merged twice, and no one is merged and kept."""
    reasons = refused(some, TODAY)
    for day in range(1, 41):
        holding = [
            one
            for one in some
            if one.reference not in reasons
            and one.merged_at <= at(day)
            and not (one.undone_at and one.undone_at <= at(day))
        ]
        merged = [one.merged for one in holding]
        assert len(merged) == len(set(merged))
        assert not {one.kept for one in holding} & set(merged)


@pytest.mark.parametrize(
    ("told", "holds", "undone", "events"),
    [
        (None, True, None, [MERGED]),
        (None, True, 5, [MERGED, SEPARATED]),
        (Told(None), True, None, []),
        (Told(None), True, 5, [SEPARATED]),
        (Told(at(5)), True, 5, []),
        (None, False, None, []),
        (Told(None), False, None, [SEPARATED]),
        (Told(at(5)), False, 5, [MERGED, SEPARATED]),
        (Told(at(1)), False, None, []),
        (Told(at(1)), True, None, [MERGED]),
        (Told(at(1)), True, 5, [MERGED, SEPARATED]),
    ],
)
def test_what_is_told_leads_to_what_is_so(
    told: Told | None, holds: bool, undone: int | None, events: list[str]
) -> None:
    """A merge that was told and does not hold after all ends where it began."""
    one = merge("a", "K", "L", 1, undone)
    assert news(told, to_be_told(one, holds=holds, told=told)) == events


@pytest.mark.parametrize(
    ("one", "day", "reason"),
    [
        (merge("a", "K", "L", 3), 3, None),
        (merge("a", "K", "L", 3), 2, "before_merge"),
        (merge("a", "K", "L", 3, 5), 6, "already_undone"),
    ],
)
def test_a_merge_is_undone_once(one: Merge, day: int, reason: str | None) -> None:
    """From its beginning on."""
    fault = undoing_fault(one, at(day))
    assert (fault and fault.reason) == reason


def test_a_merge_ends_after_it_begins() -> None:
    """At the same moment is allowed."""
    row = {"merge_ref": "m", "kept_ref": "v", "merged_ref": "w", "merged_at": at(2).isoformat()}
    assert MergeRow().validate({**row, "undone_at": at(2).isoformat()}) == {}
    assert list(MergeRow().validate({**row, "undone_at": at(1).isoformat()})) == ["undone_at"]
