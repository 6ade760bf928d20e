"""The subjects of figures that are persons: what they are called is a digest, by the key that is in use."""

from __future__ import annotations

from collections.abc import Sequence

from shared import figures
from shared.rekeying.kept import Hashed, Kept, renamed
from shared.store.transaction import Transaction


def of_subjects(kinds: tuple[str, ...]) -> Kept:
    """Subjects of figures.

    Args:
        kinds: with what the names of those begin that are persons; others are called by their references.
    """
    return Kept(figures.SUBJECTS, found_by=(Hashed("_id", kinds),), take=_take)


def _take(transaction: Transaction, ids: Sequence[str]) -> None:
    """What the same subject counted under two names counts once."""
    renewed = transaction.sealer.hashes.renewed
    old = {name: one for name, one in transaction[figures.SUBJECTS].by_id(ids).items() if renewed(name) != name}
    there = transaction[figures.SUBJECTS].by_id(map(renewed, old))
    twice = [one[figures.COUNTED] for name, one in old.items() if renewed(name) in there]
    figures.change(transaction, twice, [])
    renamed(figures.SUBJECTS)(transaction, list(old))
