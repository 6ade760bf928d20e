"""What a row may need, and where that may lie."""

from __future__ import annotations

import pytest

from shared.kinds import Need

ONE = Need("site_ref", "sites")
EITHER = Need("receiver_ref", ("partners", "organisations"))
BY_ROW = Need("subject_ref", lambda facts: f"{facts['category']}s", word="subject")


def test_a_need_says_where_a_thing_may_lie() -> None:
    """In one collection, in any of several, or in one that depends on the row."""
    assert ONE.where({}) == ("sites",)
    assert EITHER.where({}) == ("partners", "organisations")
    assert BY_ROW.where({"category": "project"}) == ("projects",)


@pytest.mark.parametrize(
    ("need", "collection", "awaited"),
    [(ONE, "sites", ("sites",)), (EITHER, "organisations", EITHER.where({})), (BY_ROW, "projects", ("projects",))],
)
def test_whoever_brings_it_finds_who_waits(need: Need, collection: str, awaited: tuple[str, ...]) -> None:
    """Under the same collections as the row waits under, whichever of them it is."""
    assert need.may_lie_in(collection)
    assert need.awaited_in(collection) == awaited
    assert not ONE.may_lie_in("partners")


def test_a_row_is_held_for_what_the_column_is_called() -> None:
    """Without its `_ref`, or by a word of its own."""
    assert [need.reason for need in (ONE, EITHER, BY_ROW)] == ["unknown_site", "unknown_receiver", "unknown_subject"]
