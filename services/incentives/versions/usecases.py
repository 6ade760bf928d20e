"""Use cases of versions: a second person adopts one, and from its first day on everybody is decided on again by it."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Collection, Sequence

from services.incentives.standing import usecases as standing
from services.incentives.standing.adopted import behind_in, tables_now
from services.incentives.standing.parts import in_parts
from services.incentives.versions import repository
from services.incentives.versions.domain import Newest
from services.incentives.versions.kind import POLICY_VERSIONS
from shared import adopting, clock
from shared.lives import Record
from shared.rules.adoption import Facts
from shared.store.transaction import Store, Transaction

AT_ONCE = 100
A_LITTLE_LATER = dt.timedelta(minutes=2)
"""Longer than a transaction takes that began before."""
Then = Callable[[Transaction, Collection[str]], None]


def adopt(transaction: Transaction, reference: str, seen: str | None = None) -> Record:
    """A second person adopts a version: who gains and loses by it, everybody could see before (effects/).

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

    What is left to do is looked up in the store: what began while no process was up, or was left off, is gone on with.

    Args:
        then: told of the numbers on whom was decided, and of all to whom merges tie them, inside the transaction.
    """
    generation, done = tables_now(store).generation, 0
    for some in in_parts(lambda part: behind_in(store, part, generation), AT_ONCE) if generation else ():
        store.transact(lambda transaction, numbers=some: _reconsider(transaction, numbers, then))  # type: ignore[misc]
        done += len(some)
    return done


class Following:
    """Follows in a process: everybody is gone through when it begins and whenever another version holds.

    A little later once more: whoever was just being decided on by older tables is behind again.
    """

    def __init__(self, store: Store, then: Then, now: Callable[[], dt.datetime] = clock.now) -> None:
        self._store, self._then, self._now = store, then, now
        self._generation = -1
        self._again: dt.datetime | None = None

    def go_on(self) -> int:
        """Follow, if there is a reason to; how many were decided on."""
        generation, now = tables_now(self._store).generation, self._now()
        is_new = generation != self._generation
        if not is_new and (self._again is None or now < self._again):
            return 0
        done = follow(self._store, self._then)
        # Only now: what fails is begun anew.
        self._generation, self._again = generation, self._now() + A_LITTLE_LATER if is_new else None
        return done


@functools.cache
def following(store: Store, then: Then) -> Following:
    """A process's own for a store."""
    return Following(store, then)


def _reconsider(transaction: Transaction, numbers: Sequence[str], then: Then) -> None:
    then(transaction, standing.reconsider(transaction, numbers))
