"""Whose a reference is when whoever had it was erased, and somebody registered under it again. Pure; no source.

The registry gives a reference away again only when whoever had it is erased. So of all numbers that are heard of under
one reference at most one is not erased in the end, and no number needs to be older than another: numbers are random,
each has a sequence of its own, and events of several types come by several queues, in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shared import clock

CLOSED = "erased_reference"
"""Why a row is refused that has or names a reference that was erased (docs/adr/0040)."""


def holder(claims: Iterable[str]) -> str | None:
    """Whose a reference is: the one number under it that is not erased, as far as anybody has heard.

    Args:
        claims: the numbers that were heard of under the reference, without those whose erasure was heard of. While
            there are several, the erasure of all but one is on its way, and the reference is nobody's.
    """
    numbers = list(claims)
    return numbers[0] if len(numbers) == 1 else None


def erased_owner(said_at: str | None, erasures: Mapping[str, str]) -> str | None:
    """About whom of those erased under a reference something is that names it; None where it is about a later person.

    Args:
        said_at: when it was told; None where an earlier version kept no moment, and it goes with the first erasure.
        erasures: by number when each was erased. What was told before an erasure is about the person erased by it.
    """
    at = clock.from_text(said_at) if said_at else None
    moments = sorted((clock.from_text(when), number) for number, when in erasures.items())
    return next((number for when, number in moments if at is None or at < when), None)
