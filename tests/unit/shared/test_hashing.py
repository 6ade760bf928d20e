"""Keyed hashes under a chain of keys: any digest of before is made the present one without the value."""

from __future__ import annotations

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto import Sealer
from shared.hashing import Digest, Hasher, HashError

CHAINS = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=5).map(
    lambda keys: {f"h{number}": key for number, key in enumerate(keys, 1)}
)
VALUES = st.lists(st.text(max_size=20), min_size=1, max_size=3)
DIGITS = st.sampled_from((16, 24, 32, 64))


@given(CHAINS, VALUES, DIGITS, st.data())
def test_what_any_earlier_chain_stored_is_made_the_present_digest(
    keys: dict[str, bytes], value: list[str], digits: int, data: st.DataObject
) -> None:
    """Through any of the rotations that there were, at once or one by one, whatever stands around the digest."""
    then = Hasher(dict(list(keys.items())[: data.draw(st.integers(1, len(keys)))]))
    now, stored = Hasher(keys), then.digest(*value, digits=digits).text
    present = now.digest(*value, digits=digits)

    assert present.text == now.renewed(stored) == now.renewed(now.renewed(stored))
    assert f"volunteer:{present.text}#2" == now.renewed(f"volunteer:{stored}#2")
    assert stored in present.known
    assert stored in present.forms
    assert list(keys)[len(then.digest("a").known) - 1] == now.key_of(stored)


@given(CHAINS, VALUES, st.data())
def test_neighbouring_steps_of_a_rotation_find_and_claim_each_others_digests(
    keys: dict[str, bytes], value: list[str], data: st.DataObject
) -> None:
    """Known, used, forgotten: of two processes at most one step apart each finds what the other wrote."""
    keys["next"] = bytes(32)
    *_, last, new = keys
    steps = [
        Hasher({key_id: key for key_id, key in keys.items() if key_id != new}, [last]),
        Hasher(keys, [last, new]),
        Hasher(keys, [new, last]),
        Hasher(keys, [new]),
    ]
    place = data.draw(st.integers(0, 2))
    one, other = (step.digest(*value) for step in steps[place : place + 2])
    assert one.text in other.forms
    assert other.text in one.forms
    assert set(one.claimed) & set(other.claimed)


def test_one_key_hashes_as_it_always_did() -> None:
    """Its digest is bare, so that nothing which a version before stored is another one now."""
    digest = Sealer({"k1": bytes(32)}, bytes(32)).digest("document", "passport", "E1")
    assert Digest(digest.text, (digest.text,), (digest.text,), (digest.text,)) == digest
    assert hmac.digest(bytes(32), b"document\x1fpassport\x1fE1", "sha256").hex() == digest.text


def test_a_digest_of_a_later_key_names_it() -> None:
    """So it shows which keys are in use, and what is to be hashed anew."""
    hasher = Hasher({"h1": bytes(32), "h2": b"2" * 32})
    assert hasher.digest("a").text.startswith("h2.")
    assert "." not in hasher.digest("a").others[0]
    assert hasher.rotates
    assert not Hasher({"h1": bytes(32), "h2": b"2" * 32}, ["h2"]).rotates


@pytest.mark.parametrize("text", ["", "h9." + "a" * 64, "陈木棉", "v-1"])
def test_what_is_no_digest_is_left_alone(text: str) -> None:
    """A text that is none, or one of a key that this process does not know."""
    with pytest.raises(HashError):
        Hasher({"h1": bytes(32)}).renewed(text)
