"""Use cases of versions: a second person adopts one, and from its first day on everybody is decided on again by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence

from services.incentives.standing import usecases as standing
from services.incentives.standing.adopted import behind, tables_now
from services.incentives.versions import repository
from services.incentives.versions.domain import Newest
from services.incentives.versions.kind import POLICY_VERSIONS
from shared import adopting
from shared.lives import Record
from shared.rules.adoption import Facts
from shared.store.transaction import Store, Transaction

AT_ONCE = 100
Then = Callable[[Transaction, Collection[str]], None]


def adopt(transaction: Transaction, reference: str, seen: str | None = None) -> Record:
    """A second person adopts a version: who gains and loses by it, everybody could see before (effects.py).

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    return adopting.adopt(
        transaction,
        POLICY_VERSIONS,
        reference,
        seen,
        newest=lambda version: repository.newest(transaction, version["name"]),
        note=lambda version: repository.save_newest(transaction, version["name"], _newest(version)),
    )


def _newest(version: Facts) -> Newest:
    return Newest(version["version"], dt.date.fromisoformat(version["holds_from"]))


def follow(store: Store, then: Then = lambda transaction, numbers: None) -> int:
    """Decide again on who was decided on by fewer versions than hold by now; on how many.

    What is left to do is looked up in the store: what began while no process was up, or was left off, is gone on with,
    and so is a volunteer who was decided on by older tables meanwhile.

    Args:
        then: told of the numbers on whom was decided, inside the transaction.
    """
    generation, done = tables_now(store).generation, 0
    while generation and (some := behind(store, generation, AT_ONCE)):
        store.transact(lambda transaction, numbers=some: _reconsider(transaction, numbers, then))  # type: ignore[misc]
        done += len(some)
    return done


def _reconsider(transaction: Transaction, numbers: Sequence[str], then: Then) -> None:
    standing.reconsider(transaction, numbers)
    then(transaction, numbers)
