"""What a rebuild makes again of figures that follow from what was heard (shared/figures.py).

A subject's facts and what it counts stand in one document, so that both are put right together, and the figures with
them. What the figures' days hold is then the sum of what all subjects count; where it is not, it is summed up anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pymongo import DeleteOne, ReplaceOne

from shared import figures
from shared.figures import COUNTED, TURN, Changes
from shared.store.client import Document
from shared.store.read_data import ReadData
from shared.store.transaction import Transaction


def read_data(collections: tuple[str, ...], types: tuple[str, ...]) -> list[ReadData]:
    """The subjects of collections whose documents say what they count, and the days of their figures."""
    return [*(Subjects(one, types, (TURN,)) for one in collections), Days(figures.DAYS, types, of=collections)]


@dataclass
class Subjects(ReadData):
    """Documents of subjects: what is put right of them counts."""

    def restore(self, transaction: Transaction, wanted: Mapping[str, Document | None]) -> None:
        """Put right, and count what is right in place of what was wrong."""
        before = transaction[self.collection].by_id(wanted, {COUNTED: 1})
        super().restore(transaction, wanted)
        figures.change(transaction, _counted(before), _counted(wanted))


@dataclass
class Days(ReadData):
    """The days of figures.

    Attributes:
        of: the collections of the subjects; the figures are of no others.
    """

    of: tuple[str, ...] = ()

    @property
    def is_told_by_contents(self) -> bool:
        """A document may have been left behind by what was taken back."""
        return True

    def view(self, document: Document | None) -> Document | None:
        """Days on which nothing changes any more say nothing."""
        if document is None:
            return None
        days = {day: by for day, by in document.get("days", {}).items() if by}
        return {**document, "days": days} if days else None

    def restore(self, transaction: Transaction, wanted: Mapping[str, Document | None]) -> None:
        """Sum up anew: an event may still be on its way to us, so that the shadow's sums need not be ours yet."""
        sums: Changes = Counter()
        for name in self.of:
            for one in transaction[name].find({}, {COUNTED: 1}):
                sums.update(figures.changes_of(one.get(COUNTED, [])))
        years = figures.by_year(sums)
        transaction[self.collection].write([_right(name, years) for name in wanted])


def _right(name: str, years: Mapping[str, tuple[Document, dict[str, int]]]) -> Any:
    if name not in years:
        return DeleteOne({"_id": name})
    year, days = years[name]
    return ReplaceOne({"_id": name}, {"_id": name, **year, "days": days}, upsert=True)


def _counted(documents: Mapping[str, Document | None]) -> list[figures.Stored]:
    return [one.get(COUNTED, []) for one in documents.values() if one]
