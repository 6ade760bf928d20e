"""Merkle trees, beside the definitions of RFC 6962 written out, and its known hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.merkle import NOTHING, Frontier, Window, consistency, inclusion, is_consistent, is_included, leaf_hash

SIZES = st.integers(1, 70)
KNOWN = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
"""The leaves of the tree with which implementations of certificate transparency are tested."""
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Of its first leaf, its first two, and so on."""


def test_roots_are_the_known_ones() -> None:
    """Of no leaf, and of the first ones of the known tree."""
    leaves = [leaf_hash(bytes.fromhex(one)) for one in KNOWN]
    assert "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" == NOTHING.hex() == Frontier().root.hex()
    assert list(ROOTS) == [Frontier().grown(leaves[:size]).root.hex() for size in range(1, 9)]


@pytest.mark.parametrize(
    ("index", "size", "proof"),
    [
        (0, 1, []),
        (
            0,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        (
            1,
            5,
            [
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ],
)
def test_proofs_are_the_known_ones(index: int, size: int, proof: list[str]) -> None:
    """Of single leaves of the known tree."""
    leaves = [leaf_hash(bytes.fromhex(one)) for one in KNOWN]
    assert proof == [one.hex() for one in inclusion(index, size, Window(Frontier(), leaves).subtree)]


@given(st.data())
def test_a_tree_is_what_the_definition_says_however_it_grew(data: Any) -> None:
    """Root, proofs of inclusion and of consistency, where the tree is known in stretches."""
    size = data.draw(SIZES)
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    cuts = sorted(data.draw(st.sets(st.integers(1, size))) | {size})
    windows, frontier, begin = [], Frontier(), 0
    for end in cuts:
        windows.append((end, Window(frontier, leaves[begin:end])))
        frontier, begin = frontier.grown(leaves[begin:end]), end

    def subtree(first: int, many: int) -> bytes:
        return next(window.subtree(first, many) for end, window in windows if first + many <= end)

    assert (size, _root(leaves)) == (frontier.size, frontier.root)
    index, early = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    proof = inclusion(index, size, subtree)
    assert _path(index, leaves) == proof
    assert is_included(leaves[index], index, size, proof, frontier.root)
    shown = consistency(early, size, subtree)
    assert _subproof(early, leaves, known=True) == shown
    assert is_consistent(early, _root(leaves[:early]), size, frontier.root, shown)


@given(st.data())
def test_a_proof_shows_nothing_else(data: Any) -> None:
    """Not of another leaf, place, size or root, nor with a step more, less or changed."""
    size = data.draw(st.integers(2, 40))
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    subtree, root = Window(Frontier(), leaves).subtree, _root(leaves)
    index, early, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1)), leaf_hash(b"other")
    proof, shown = inclusion(index, size, subtree), consistency(early, size, subtree)
    before = _root(leaves[:early])

    assert not is_included(other, index, size, proof, root)
    assert not is_included(leaves[index], index, size, proof, other)
    assert not any(
        is_included(leaves[index], place, size, proof, root) for place in range(-1, size + 1) if place != index
    )
    assert not any(is_included(leaves[index], index, size, one, root) for one in _spoilt(proof, other))
    assert not is_consistent(early, other, size, root, shown)
    assert not is_consistent(early, before, size, other, shown)
    assert not any(is_consistent(early, before, size, root, one) for one in _spoilt(shown, other))
    assert not is_consistent(0, NOTHING, size, root, [])
    assert not is_consistent(size, root, early, before, shown)


def test_a_window_knows_only_what_ends_inside_of_it() -> None:
    """Of other subtrees it says nothing."""
    leaves = [leaf_hash(bytes([number])) for number in range(6)]
    window = Window(Frontier().grown(leaves[:3]), leaves[3:6])
    assert [_root(leaves[:4]), _root(leaves[4:6])] == [window.subtree(0, 4), window.subtree(4, 2)]
    for first, many in ((6, 1), (4, 4), (0, 1)):
        with pytest.raises(KeyError):
            window.subtree(first, many)


def _spoilt(proof: Sequence[bytes], other: bytes) -> list[list[bytes]]:
    changed = [[*proof[:place], other, *proof[place + 1 :]] for place in range(len(proof))]
    return [[*proof, other], [other, *proof], list(proof[:-1]), *changed] if proof else [[other]]


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _half(leaves: Sequence[bytes]) -> int:
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return half


def _root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1."""
    if len(leaves) == 1:
        return leaves[0]
    half = _half(leaves)
    return _node(_root(leaves[:half]), _root(leaves[half:]))


def _path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    half = _half(leaves)
    if index < half:
        return [*_path(index, leaves[:half]), _root(leaves[half:])]
    return [*_path(index - half, leaves[half:]), _root(leaves[:half])]


def _subproof(size: int, leaves: Sequence[bytes], *, known: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2."""
    if size == len(leaves):
        return [] if known else [_root(leaves)]
    half = _half(leaves)
    if size <= half:
        return [*_subproof(size, leaves[:half], known=known), _root(leaves[half:])]
    return [*_subproof(size - half, leaves[half:], known=False), _root(leaves[:half])]
