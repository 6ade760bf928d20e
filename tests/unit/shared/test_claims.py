"""Who of a group may read and write which documents."""

from __future__ import annotations

from typing import Any

import pytest

from shared.store.claims import WHOLE, Alike, Claims, alike_of, ids_of


def test_several_read_what_nobody_else_writes() -> None:
    """Who writes it is alone, whoever came first; who reads and writes it alone may."""
    claims = Claims()
    assert claims.read("a", "rows", ["1", "2"])
    assert claims.read("b", "rows", ["2"])
    assert not claims.write("a", "rows", ["2"])
    assert claims.write("a", "rows", ["1"])
    assert not claims.read("b", "rows", ["3", "1"])
    assert not claims.write("b", "rows", ["1"])


def test_what_was_refused_is_not_held() -> None:
    """Nobody else is kept from what somebody asked for in vain."""
    claims = Claims()
    claims.read("a", "rows", ["1"])
    assert not claims.write("b", "rows", ["1", "2"])
    assert claims.write("c", "rows", ["2"])


def test_a_whole_collection_is_all_of_its_documents() -> None:
    """Also those that are not there yet; other collections are none of it."""
    claims = Claims()
    assert claims.read("a", "rows", WHOLE)
    assert not claims.write("b", "rows", ["new"])
    assert claims.write("b", "others", ["new"])
    assert not claims.read("a", "others", WHOLE)


OF_ONE = Alike("shift_ref", frozenset({"s-1"}))


def test_who_asks_by_a_field_meets_who_adds_such_a_document() -> None:
    """Whoever came first; documents with other values are none of it, and one's own either."""
    claims = Claims()
    assert claims.ask("a", "rows", OF_ONE)
    assert claims.ask("b", "rows", OF_ONE)
    assert not claims.add("a", "rows", [{"_id": "1", "shift_ref": "s-1"}])
    assert not claims.add("c", "rows", [{"_id": "1", "shift_ref": ["s-2", "s-1"]}])
    assert claims.add("c", "rows", [{"_id": "1", "shift_ref": "s-2"}, {"_id": "2", "shift_ref": {}}])
    assert claims.ask("d", "rows", Alike("shift_ref", frozenset({"s-3"})))
    assert not claims.ask("d", "rows", Alike("shift_ref", frozenset({"s-2", "s-3"})))
    assert claims.ask("c", "rows", Alike("shift_ref", frozenset({"s-2"})))
    assert not claims.read("d", "rows", ["1"])


def test_who_asks_by_a_field_meets_who_changes_anything() -> None:
    """What is changed may have the value afterwards; also after who asks by none."""
    claims = Claims()
    assert claims.write("a", "rows", ["1"])
    assert not claims.ask("b", "rows", OF_ONE)
    assert claims.ask("a", "rows", OF_ONE)
    assert claims.ask("b", "others", OF_ONE)
    assert not claims.write("c", "others", ["1"])
    assert not claims.add("d", "rows", [{"_id": "1"}])


def test_what_is_given_back_others_may_have() -> None:
    """Read and written."""
    claims = Claims()
    claims.ask("a", "asked", OF_ONE)
    claims.add("a", "added", [{"_id": "1", "shift_ref": "s-1"}])
    claims.write("a", "changed", ["1"])
    claims.read("a", "rows", ["1"])
    claims.write("a", "rows", ["2"])
    claims.give_back("a")
    assert claims.write("b", "rows", ["1", "2"])
    assert claims.add("b", "asked", [{"_id": "1", "shift_ref": "s-1"}])
    assert claims.ask("b", "added", OF_ONE)
    assert claims.ask("b", "changed", OF_ONE)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"shift_ref": "s-1", "at": {"$lt": 3}}, OF_ONE),
        ({"at": {"$lt": 3}, "shift_ref": {"$in": ["s-1"]}}, OF_ONE),
        ({"shift_ref": None}, None),
        ({"shift_ref": {"$in": ["s-1", None]}}, None),
        ({"shift_ref": {"$gt": "s-1"}}, None),
        ({"values.shift_ref": "s-1"}, None),
        ({"$comment": "s-1"}, None),
        ({}, None),
    ],
)
def test_a_query_finds_no_others_than_have_the_values_of_a_field(query: dict[str, Any], expected: Alike | None) -> None:
    """Of any query but those by texts of a field nobody can say what it finds."""
    assert expected == alike_of(query)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"_id": "1", "version": 2}, {"1"}),
        ({"_id": {"$in": ["1", "2"]}}, {"1", "2"}),
        ({"_id": {"$gt": "1"}}, WHOLE),
        ({"_id": 7}, WHOLE),
        ({"volunteer": "v-1"}, WHOLE),
        ({}, WHOLE),
    ],
)
def test_a_query_finds_no_others_than_it_names(query: dict[str, Any], expected: set[str]) -> None:
    """By id; of every other query nobody can say what it finds."""
    assert expected == ids_of(query)
