"""The life of an accepted record, of any kind that is declared with `lives`: read, changed by a step, told of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pymongo import UpdateOne

from shared import sealing, waiting
from shared.crypto import Sealer
from shared.kinds import Kind
from shared.rules.faults import Fault, Refused, Unknown, check_version
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from shared.where import EVERYWHERE, Where

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Record:
    """A row as it stands, decided or held, with its sealed fields open."""

    document: Document

    @property
    def version(self) -> str:
        """Differs whenever the record does: how many events have told of it, or what it waits for and its steps."""
        if "sequence" in self.document:
            return str(self.document["sequence"])
        steps = self.document.get(waiting.STEPS)
        return str(self.document.get(waiting.OUTCOME, waiting.ACCEPTED)) + (f".{steps}" if steps else "")


def find(store: Store, kind: Kind, reference: str, where: Where = EVERYWHERE) -> Record:
    """The record of a reference, held and refused ones too.

    Args:
        where: where who asks may act; a volunteer sees what is about the volunteer, wherever it lies.

    Raises:
        Unknown: there is none, or none that may be seen.
    """
    found = store.database[kind.name].find_one({"_id": reference})
    return _record(store.sealer, kind, found if found and where.may_see(found) else None)


def find_in(transaction: Transaction, kind: Kind, reference: str, *, own: bool = False) -> Record:
    """The same inside a transaction, for a step that `take_step` does not take: one of who reaches the record.

    Args:
        own: whether the volunteer whom the record is about may take the step, too.
    """
    found, where = transaction[kind.name].one(reference), transaction.where
    may = found is not None and (where.may_see(found) if own else where.reaches_record(found))
    return _record(transaction.sealer, kind, found if may else None)


def take_step(
    transaction: Transaction,
    kind: Kind,
    reference: str,
    seen: str | None,
    change: Callable[[Facts], Facts],
    *,
    tell: Callable[[Facts], Facts],
    event: str | None = None,
    while_held: bool = False,
    own: bool = False,
) -> Record:
    """Change an accepted record, and tell of it with the next sequence; a step that changes nothing tells nothing.

    Args:
        seen: the version that the caller saw; None for whatever it is now.
        change: gives those fields that the step sets.
        tell: gives the event's data, from the record as it is after the step.
        event: the type that tells of the step; by default the one that told of the row.
        while_held: whether the step may be taken while the row is held. It is kept with the row's facts, and the kind
            tells of it (`later`) when the row is accepted: nobody knows the record before.
        own: whether the volunteer whom the record is about may take it, and not only who acts where it lies.

    Raises:
        Unknown, Stale: see shared.rules.faults.
        Refused: `change` does, or the row is refused, or held for a reason.
    """
    found = find_in(transaction, kind, reference, own=own)
    before, known = found.document, waiting.is_known(found.document)
    check_version(kind.thing, found.version, seen)
    if not (known or (while_held and str(before[waiting.OUTCOME]).startswith("held:"))):
        raise Refused(Fault(waiting.OUTCOME, before[waiting.OUTCOME].partition(":")[2]))
    after = {**before, **change(before)}
    if after == before:
        return found
    counted = "sequence" if known else waiting.STEPS
    after[counted] = before.get(counted, 0) + 1
    stored = sealing.close(transaction.sealer, kind, reference, after)
    transaction[kind.name].write([UpdateOne({"_id": reference}, {"$set": stored})])
    if known:
        told = {**tell(after), **sealing.personal(transaction.sealer, kind, after)}
        transaction.publish(event or str(kind.event), reference, told, sequence=after["sequence"])
    return Record(after)


def _record(sealer: Sealer, kind: Kind, found: Document | None) -> Record:
    if found is None or found.keys() <= {"_id", waiting.AWAITED}:
        raise Unknown(kind.thing)
    return Record(sealing.disclose(sealer, kind, found))
