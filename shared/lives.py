"""The life of an accepted record, of any kind that is declared with `lives`: read, changed by a step, told of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pymongo import UpdateOne

from shared import sealing, waiting
from shared.crypto import Sealer
from shared.kinds import Kind
from shared.rules.faults import Unknown, check_version
from shared.store.client import Document
from shared.store.transaction import Store, Transaction

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Record:
    """A row as it stands, decided or held, with its sealed fields open."""

    document: Document

    @property
    def version(self) -> str:
        """Differs whenever the record does: how many events have told of it, or what it waits for."""
        return str(self.document.get("sequence") or self.document.get(waiting.OUTCOME, waiting.ACCEPTED))


def find(store: Store, kind: Kind, reference: str) -> Record:
    """The record of a reference, held and refused ones too.

    Raises:
        Unknown: there is none.
    """
    return _record(store.sealer, kind, store.database[kind.name].find_one({"_id": reference}))


def find_in(transaction: Transaction, kind: Kind, reference: str) -> Record:
    """The same inside a transaction, for a step that `take_step` does not take."""
    return _record(transaction.sealer, kind, transaction[kind.name].one(reference))


def take_step(
    transaction: Transaction,
    kind: Kind,
    reference: str,
    seen: str | None,
    change: Callable[[Facts], Facts],
    *,
    tell: Callable[[Facts], Facts],
    event: str | None = None,
) -> Record:
    """Change an accepted record, and tell of it with the next sequence; a step that changes nothing tells nothing.

    Args:
        seen: the version that the caller saw; None for whatever it is now.
        change: gives those fields that the step sets.
        tell: gives the event's data, from the record as it is after the step.
        event: the type that tells of the step; by default the one that told of the row.

    Raises:
        Unknown, Stale: see shared.rules.faults.
        Refused: `change` does.
    """
    found = transaction[kind.name].one(reference)
    if found is None or not waiting.is_known(found):
        raise Unknown(_thing(kind))
    before = sealing.disclose(transaction.sealer, kind, found)
    check_version(_thing(kind), Record(before).version, seen)
    after = {**before, **change(before)}
    if after == before:
        return Record(before)
    after["sequence"] = before["sequence"] + 1
    stored = sealing.close(transaction.sealer, kind, reference, after)
    transaction[kind.name].write([UpdateOne({"_id": reference}, {"$set": stored})])
    told = {**tell(after), **sealing.personal(transaction.sealer, kind, after)}
    transaction.publish(event or str(kind.event), reference, told, sequence=after["sequence"])
    return Record(after)


def _record(sealer: Sealer, kind: Kind, found: Document | None) -> Record:
    if found is None or found.keys() <= {"_id", waiting.AWAITED}:
        raise Unknown(_thing(kind))
    return Record(sealing.disclose(sealer, kind, found))


def _thing(kind: Kind) -> str:
    """What a record of the kind is called: its reference is named after it."""
    return "".join(kind.key).removesuffix("_ref").replace("_", " ")
