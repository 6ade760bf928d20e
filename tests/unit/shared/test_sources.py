"""Whose reference: each source has its own, and what we keep says whose it is."""

from __future__ import annotations

import pytest

from shared.sources import as_written, is_source, name_for, ours, source_of, theirs


@pytest.mark.parametrize(
    ("source", "reference", "kept"),
    [
        ("local", "v1", "v1"),
        ("gz", "v1", "gz:v1"),
        ("gz", "sz:v1", "sz:v1"),
        ("gz", "local:v1", "v1"),
        ("local", "gz:v1", "gz:v1"),
        ("local", "local:v1", "v1"),
        ("local", "visit:v1", "visit:v1"),
        ("gz", "visit:v1", "visit:gz:v1"),
        ("gz", "visit:local:v1", "visit:v1"),
    ],
)
def test_a_reference_is_its_sources_unless_it_names_another(source: str, reference: str, kept: str) -> None:
    """What `local` calls so stands bare, so that a system of one source sees no difference."""
    assert kept == ours(source, reference)
    assert kept == ours(source, theirs(source, kept))


def test_a_source_sees_its_own_bare() -> None:
    """And those of others with their names."""
    assert ["v1", "local:v1", "sz:v1"] == [theirs("gz", kept) for kept in ("gz:v1", "v1", "sz:v1")]
    assert ["local", "gz"] == [source_of(kept) for kept in ("v1", "gz:v1")]
    assert ["local", "gz"] == [source_of(kept) for kept in ("visit:v1", "visit:gz:v1")]


@pytest.mark.parametrize(
    ("reader", "name"), [("local", "v"), ("gz", "gz:v"), ("sz", "sz:w"), ("fs", None), ("opening", None)]
)
def test_a_source_knows_a_person_by_its_own_name(reader: str, name: str | None) -> None:
    """And the network by that of the registration, though `local` gave another one; of an erased one it knows none."""
    assert name == name_for(reader, ("v", "sz:w", "gz:v"))
    assert "gz:v" == name_for("local", ("gz:v", "v"))
    assert name_for("local", (None, "v")) is None


def test_facts_are_shown_with_the_references_of_who_asks() -> None:
    """What they name; a text that only looks like a reference stays."""
    facts = {"term_ref": "gz:t", "volunteer_ref": "v", "successor_ref": None, "name": "gz:t"}
    assert {**facts, "term_ref": "t", "volunteer_ref": "local:v"} == as_written("gz", facts)


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("gz", True),
        ("gd-edu_1", True),
        ("GZ", False),
        ("", False),
        ("a:b", False),
        ("opening", False),
        ("visit", False),
        ("440000195901150001", False),
        ("id440000-19590115-0001", False),
        ("13800138000x", False),
        ("gz-20260101", True),
    ],
)
def test_a_sources_name_is_simple(name: str, good: bool) -> None:
    """It stands before a colon, in files and in paths; and there `opening` marks what an opening balance credits.

    A person's number is none: it would stand before each reference.
    """
    assert is_source(name) is good
