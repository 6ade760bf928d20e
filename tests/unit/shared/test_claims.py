"""Who of a group may read and write which documents."""

from __future__ import annotations

from typing import Any

import pytest

from shared.store.claims import WHOLE, Claims, ids_of


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


def test_what_is_given_back_others_may_have() -> None:
    """Read and written."""
    claims = Claims()
    claims.read("a", "rows", ["1"])
    claims.write("a", "rows", ["2"])
    claims.give_back("a")
    assert claims.write("b", "rows", ["1", "2"])


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
