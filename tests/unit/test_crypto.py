"""Sealing personal facts, and finding them by a keyed hash."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto import Sealer, SealError, keys_of

FACTS = {"name": "陈大文", "phone": "19000000000"}
READERS = ("hours", "incentives", "matching")
OLD, NEW, HASH = bytes(32), bytes([1]) * 32, bytes([2]) * 32


def sealer() -> Sealer:
    """One with a current key and an older one."""
    return Sealer({"k2": NEW, "k1": OLD}, HASH)


def key(name: str) -> bytes:
    """The key of a name."""
    return name.encode().ljust(32)


def registry() -> Sealer:
    """Who seals for others, and reads nothing of it."""
    return Sealer({"r1": key("r1")}, HASH, readers={name: {name[0] + "1": key(name[0] + "1")} for name in READERS})


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


def test_a_key_names_its_algorithm() -> None:
    """Another one takes the place of the first as a key does: the former text opens, and is to be made anew."""
    before = sealer()
    after = Sealer({"k3~chacha20": key("k3"), "k2": NEW}, HASH)
    sealed = after.seal(FACTS, "KV1")
    assert sealed.startswith("k3~chacha20.")
    assert FACTS == after.open(sealed, "KV1") == after.open(before.seal(FACTS, "KV1"), "KV1")
    assert [True, False] == [after.is_current(one) for one in (sealed, before.seal(FACTS, "KV1"))]
    with pytest.raises(SealError):
        Sealer({"k3~chacha20": key("k2")}, HASH).open(sealed, "KV1")
    with pytest.raises(SealError):
        after.open(sealed, "KV2")
    with pytest.raises(KeyError):
        Sealer({"k4~rot13": NEW}, HASH)


@pytest.mark.parametrize("first", ["h1", "h1~chacha20"])
def test_what_travels_names_its_algorithm_too(first: str) -> None:
    """To each reader by the reader's own, whose keys may be of several algorithms."""
    keys = {"hours": {first: key("h")}, "matching": {"m1": key("m")}, "incentives": {"i1~chacha20": key("i")}}
    sealed = Sealer({"r1": key("r1")}, HASH, readers=keys).seal_for(keys, FACTS, "KV1")
    assert [FACTS] * 3 == [Sealer(one, HASH).open(sealed, "KV1") for one in keys.values()]
    assert [first, "m1", "i1~chacha20"] == keys_of(sealed)


def test_keys_can_be_rotated() -> None:
    """What an older key sealed opens as long as that key is there; new texts take the new key."""
    old = Sealer({"k1": OLD}, HASH).seal(FACTS, "KV1")
    assert sealer().open(old, "KV1") == FACTS
    assert sealer().seal(FACTS, "KV1").startswith("k2.")
    with pytest.raises(SealError, match="k1"):
        Sealer({"k2": NEW}, HASH).open(old, "KV1")


def test_what_was_sealed_by_keys_of_all_still_opens() -> None:
    """For who has them; what a service keeps to itself is sealed by its own key, and opens for it alone."""
    before = Sealer({"k1": OLD}, HASH).seal(FACTS, "KV1")
    registry, hours = (Sealer({name: key(name)}, HASH, {"k1": OLD}) for name in ("r1", "h1"))

    assert [FACTS] * 2 == [one.open(before, "KV1") for one in (registry, hours)]
    assert FACTS == registry.open(registry.seal(FACTS, "KV1"), "KV1")
    with pytest.raises(SealError, match="r1"):
        hours.open(registry.seal(FACTS, "KV1"), "KV1")


def test_what_travels_opens_for_its_readers_alone() -> None:
    """Not even for who sealed it, unless it is one of them; and only for its person."""
    told = registry().seal_for(("hours", "matching"), FACTS, "KV1")

    assert [FACTS] * 2 == [Sealer({name: key(name)}, HASH).open(told, "KV1") for name in ("h1", "m1")]
    for other in (registry(), Sealer({"i1": key("i1")}, HASH), Sealer({}, HASH)):
        with pytest.raises(SealError, match="h1,m1"):
            other.open(told, "KV1")
    with pytest.raises(SealError):
        Sealer({"h1": key("h1")}, HASH).open(told, "KV2")


def test_what_travels_cannot_be_changed_or_put_together_anew() -> None:
    """Neither the key that it wraps nor what that key sealed; and a wrapped key is no text of its own."""
    hours, texts = Sealer({"h1": key("h1")}, HASH), [registry().seal_for(("hours",), FACTS, "KV1") for _ in range(2)]
    (one, facts), (other, _) = (text.split(".") for text in texts)
    assert one != other
    for made in (f"{other}.{facts}", f"{one[:-1]}A.{facts}", f"{one}.{facts[:-5]}AAAA=", one.replace(":", "."), one):
        with pytest.raises(SealError, match="h1"):
            hours.open(made, "KV1")


def test_who_has_no_key_seals_nothing() -> None:
    """A service that opens nothing needs none."""
    with pytest.raises(SealError, match="without keys"):
        Sealer({}, HASH, {"k1": OLD}).seal(FACTS, "KV1")


def test_equal_values_have_equal_digests() -> None:
    """The hash finds equals, keeps parts apart and depends on the key."""
    assert sealer().digest("document", "resident_id", "44") == sealer().digest("document", "resident_id", "44")
    assert sealer().digest("a", "bc") != sealer().digest("ab", "c")
    assert sealer().digest("a") != Sealer({"k1": OLD}, OLD).digest("a")


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_length_tells_no_word_from_another(one: str, other: str) -> None:
    """Who counts characters cannot tell a party member from an employee."""
    assert len({len(sealer().seal({"kind": kind}, "KV1")) for kind in (one, other, "employee", "party_member")}) == 1
