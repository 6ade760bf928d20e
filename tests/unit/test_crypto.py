"""Sealing personal facts, and finding them by a keyed hash."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto import Sealer, SealError

FACTS = {"name": "陈大文", "phone": "19000000000"}
OLD, NEW, HASH = bytes(32), bytes([1]) * 32, bytes([2]) * 32


def sealer() -> Sealer:
    """One with a current key and an older one."""
    return Sealer({"k2": NEW, "k1": OLD}, HASH)


@given(st.dictionaries(st.text(), st.text() | st.integers(-(2**53), 2**53) | st.booleans() | st.none()), st.text())
def test_what_is_sealed_opens(facts: dict[str, object], context: str) -> None:
    """Facts come back as they were."""
    assert sealer().open(sealer().seal(facts, context), context) == facts


def test_a_sealed_text_shows_nothing() -> None:
    """Neither the facts nor their repetition can be seen."""
    first, second = sealer().seal(FACTS, "KV1"), sealer().seal(FACTS, "KV1")
    assert first != second
    assert "19000000000" not in first


def test_a_sealed_text_belongs_to_its_person() -> None:
    """Copied to another person it does not open."""
    with pytest.raises(SealError):
        sealer().open(sealer().seal(FACTS, "KV1"), "KV2")


def test_an_altered_text_does_not_open() -> None:
    """Any change is noticed."""
    sealed = sealer().seal(FACTS, "KV1")
    altered = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    with pytest.raises(SealError):
        sealer().open(altered, "KV1")


def test_keys_can_be_rotated() -> None:
    """What an older key sealed opens as long as that key is there; new texts take the new key."""
    old = Sealer({"k1": OLD}, HASH).seal(FACTS, "KV1")
    assert sealer().open(old, "KV1") == FACTS
    assert sealer().seal(FACTS, "KV1").startswith("k2.")
    with pytest.raises(SealError, match="k1"):
        Sealer({"k2": NEW}, HASH).open(old, "KV1")


def test_what_a_service_keeps_to_itself_opens_for_it_alone() -> None:
    """What travels opens for all; what was sealed before a service had keys of its own still opens for it."""
    others = Sealer({"k1": OLD}, HASH)
    registry = Sealer({"k1": OLD}, HASH, {"r1": NEW})
    kept, told, before = registry.seal(FACTS, "KV1"), registry.seal_for_all(FACTS, "KV1"), others.seal(FACTS, "KV1")

    assert [FACTS] * 3 == [registry.open(one, "KV1") for one in (kept, told, before)]
    assert others.open(told, "KV1") == FACTS
    with pytest.raises(SealError):
        others.open(kept, "KV1")


def test_equal_values_have_equal_digests() -> None:
    """The hash finds equals, keeps parts apart and depends on the key."""
    assert sealer().digest("document", "resident_id", "44") == sealer().digest("document", "resident_id", "44")
    assert sealer().digest("a", "bc") != sealer().digest("ab", "c")
    assert sealer().digest("a") != Sealer({"k1": OLD}, OLD).digest("a")


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_length_tells_no_word_from_another(one: str, other: str) -> None:
    """Who counts characters cannot tell a party member from an employee."""
    assert len({len(sealer().seal({"kind": kind}, "KV1")) for kind in (one, other, "employee", "party_member")}) == 1
