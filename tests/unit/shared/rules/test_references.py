"""Whose a reference is, and about whom something is that names it."""

from __future__ import annotations

import pytest

from shared.rules.references import erased_owner, holder

ERASURES = {"KV-2": "2018-02-10T09:00:00Z", "KV-1": "2018-02-10T08:00:00.5Z"}


@pytest.mark.parametrize(("claims", "expected"), [([], None), (["KV-1"], "KV-1"), (["KV-1", "KV-2"], None)])
def test_a_reference_is_the_one_living_numbers(claims: list[str], expected: str | None) -> None:
    """While several are heard of that are not erased, it is nobody's."""
    assert holder(claims) == expected


@pytest.mark.parametrize(
    ("said_at", "expected"),
    [
        ("2018-02-10T08:00:00Z", "KV-1"),
        ("2018-02-10T08:00:00.5Z", "KV-2"),
        ("2018-02-10T08:30:00Z", "KV-2"),
        ("2018-02-10T09:00:00Z", None),
        (None, "KV-1"),
    ],
)
def test_what_was_told_before_an_erasure_is_about_whom_it_erased(said_at: str | None, expected: str | None) -> None:
    """What was told at the very moment or after it is about a later person; without a moment it goes with the first."""
    assert erased_owner(said_at, ERASURES) == expected
