"""A seal that comes next: from the entries that were told since the last one, and what is stored with it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from shared import clock
from shared.merkle import BYTES, Frontier, Window
from shared.seals import CREDITED, FACTS, NO_SEAL, REVERSED, Seal, key_id, leaf, private_key, public_of

MOST_ENTRIES = 10_000
"""Of a seal."""
TOLD_BY = frozenset(FACTS)
"""The events that tell of entries."""
REVERSES = "reverses"
"""By this field an entry that takes another one back is known; its minutes are stored negative, and told positive."""


class Told(NamedTuple):
    """An entry as the log tells of it: its name, its leaf, and when it was added."""

    entry: str
    leaf: bytes
    at: dt.datetime


@dataclass(frozen=True)
class Sealed:
    """The entries of a seal, in their order, and the tree before them.

    Attributes:
        entries: their names.
        window: their leaves, behind the tree of all before.
    """

    entries: Sequence[str]
    window: Window

    @property
    def after(self) -> Frontier:
        """The tree with them."""
        return self.window.before.grown(self.window.leaves)


def told(event: Mapping[str, Any]) -> Told:
    """An entry from the event that tells of it."""
    data = event["data"]
    return Told(data["entry"], leaf(event["type"], data), clock.from_text(event["time"]))


def leaf_of(entry: Mapping[str, Any]) -> bytes:
    """The leaf of an entry as it is stored.

    Raises:
        KeyError, AttributeError, TypeError: it is no entry of the form that any version wrote.
    """
    if REVERSES in entry:
        return leaf(REVERSED, {**entry, "minutes": -entry["minutes"]}, is_stored=True)
    return leaf(CREDITED, entry, is_stored=True)


def next_seal(last: Seal | None, before: Frontier, entries: Sequence[Told], moment: dt.datetime, seed: bytes) -> Seal:
    """The seal of these entries, behind the last one, signed."""
    after = before.grown(one.leaf for one in entries)
    seal = Seal(
        number=last.number + 1 if last else 1,
        size=after.size,
        root=after.root.hex(),
        previous=last.digest if last else NO_SEAL,
        sealed_at=clock.to_text(moment),
        key=key_id(public_of(seed)),
    )
    return seal.signed(private_key(seed))


def packed(before: Frontier, entries: Sequence[Told]) -> dict[str, Any]:
    """What is stored of a seal's entries: three binary fields, which nobody takes apart but whoever wants them."""
    return {
        "before": b"".join(before.peaks),
        "entries": orjson.dumps([one.entry for one in entries]),
        "leaves": b"".join(one.leaf for one in entries),
    }


def unpacked(document: Mapping[str, Any], start: int) -> Sealed:
    """The entries of a seal from what is stored.

    Args:
        start: how many entries are sealed before.
    """
    peaks, leaves = (_hashes(document[name]) for name in ("before", "leaves"))
    return Sealed(orjson.loads(document["entries"]), Window(Frontier(start, peaks), leaves))


def _hashes(joined: bytes) -> tuple[bytes, ...]:
    return tuple(joined[at : at + BYTES] for at in range(0, len(joined), BYTES))
