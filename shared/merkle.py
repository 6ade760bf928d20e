"""Merkle trees as RFC 6962 and RFC 9162 have them: roots, and proofs that whoever has two roots can check. Pure.

A tree only grows: its leaves are numbered from 0, and a subtree is named by its first leaf and its number of leaves.
A node is SHA-256 of 0x01 and its two halves, a leaf SHA-256 of 0x00 and what it is of, so that neither passes for the
other. No library is used (docs/adr/0068).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import accumulate

BYTES = 32
"""Of a hash."""
NOTHING = sha256().digest()
"""The root of a tree without leaves."""
Subtree = Callable[[int, int], bytes]
"""Gives the root of a complete subtree, by its first leaf and its number of leaves, a power of two that divides it."""


def leaf_hash(content: bytes) -> bytes:
    """A leaf's hash."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node that has two subtrees below it."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """All that a tree needs to grow: the roots of the complete subtrees of which it consists, largest first.

    Attributes:
        size: how many leaves the tree has.
        peaks: these roots, one for each 1 among the binary digits of the size.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def grown(self, leaves: Iterable[bytes]) -> Frontier:
        """The tree with more leaves, given by their hashes."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            node, digits = leaf, size
            while digits & 1:
                node, digits = sha256(b"\x01" + peaks.pop() + node).digest(), digits >> 1
            peaks.append(node)
            size += 1
        return Frontier(size, tuple(peaks))

    @cached_property
    def root(self) -> bytes:
        """The tree's root."""
        if not self.peaks:
            return NOTHING
        *_, root = accumulate(reversed(self.peaks), lambda right, left: node_hash(left, right))
        return root


@dataclass(frozen=True)
class Window:
    """A stretch of a tree's leaves, with what lies before it: it knows all complete subtrees that end inside of it."""

    before: Frontier
    leaves: Sequence[bytes]
    _known: dict[tuple[int, int], bytes] = field(default_factory=dict, repr=False, compare=False)

    def subtree(self, first: int, leaves: int) -> bytes:
        """The root of a complete subtree that ends inside of the stretch.

        Raises:
            KeyError: it ends elsewhere.
        """
        if first + leaves <= self.before.size:
            return self._peaks[first, leaves]
        if leaves == 1:
            return self._leaf(first - self.before.size)
        if (first, leaves) not in self._known:
            half = leaves // 2
            self._known[first, leaves] = node_hash(self.subtree(first, half), self.subtree(first + half, half))
        return self._known[first, leaves]

    def _leaf(self, number: int) -> bytes:
        if number >= len(self.leaves):
            raise KeyError(number)
        return self.leaves[number]

    @cached_property
    def _peaks(self) -> Mapping[tuple[int, int], bytes]:
        found, first = {}, 0
        for peak in self.before.peaks:
            leaves = _largest_power(self.before.size - first)
            found[first, leaves] = peak
            first += leaves
        return found


def inclusion(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The proof that a leaf is in the tree of so many leaves (RFC 9162, 2.1.3.1)."""
    return _inclusion(index, 0, size, subtree)


def _inclusion(index: int, first: int, size: int, subtree: Subtree) -> list[bytes]:
    if size == 1:
        return []
    left = _left(size)
    if index - first < left:
        return [*_inclusion(index, first, left, subtree), _root(first + left, size - left, subtree)]
    return [*_inclusion(index, first + left, size - left, subtree), _root(first, left, subtree)]


def consistency(size: int, later: int, subtree: Subtree) -> list[bytes]:
    """The proof that a tree is the beginning of a later one (RFC 9162, 2.1.4.1); it has at least one leaf."""
    return _consistency(size, 0, later, subtree, is_known=True)


def _consistency(size: int, first: int, later: int, subtree: Subtree, *, is_known: bool) -> list[bytes]:
    """Of the part of the later tree that begins with a leaf; whether its root as it was is known to who asks."""
    if size == later:
        return [] if is_known else [_root(first, size, subtree)]
    left = _left(later)
    if size <= left:
        rest = _root(first + left, later - left, subtree)
        return [*_consistency(size, first, left, subtree, is_known=is_known), rest]
    proof = _consistency(size - left, first + left, later - left, subtree, is_known=False)
    return [*proof, _root(first, left, subtree)]


def _root(first: int, size: int, subtree: Subtree) -> bytes:
    if size == _largest_power(size):
        return subtree(first, size)
    left = _left(size)
    return node_hash(subtree(first, left), _root(first + left, size - left, subtree))


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof shows that a leaf is in the tree with a root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf
    for other in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(other, node)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, other)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def is_consistent(size: int, root: bytes, later: int, later_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the tree with a root is the beginning of the later one (RFC 9162, 2.1.4.2)."""
    if not 0 < size <= later:
        return False
    if size == later:
        return not proof and root == later_root
    path = [root, *proof] if size == _largest_power(size) else list(proof)
    if not path:
        return False
    place, last = size - 1, later - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = now = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, now = node_hash(other, before), node_hash(other, now)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            now = node_hash(now, other)
        place, last = place >> 1, last >> 1
    return last == 0 and (before, now) == (root, later_root)


def _largest_power(number: int) -> int:
    """The largest power of two that is not larger."""
    return 1 << number.bit_length() - 1


def _left(size: int) -> int:
    """How many leaves are on the left of a tree of two or more: the largest power of two that is smaller."""
    return _largest_power(size - 1)
