"""What is stored of the references under which other sources know volunteers: a part of the volunteer's document."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pymongo import UpdateOne

from services.incentives.standing.repository import NAMES, NO_FACTS, NO_STANDING
from shared.store.client import Document
from shared.store.transaction import Transaction


def save(transaction: Transaction, names: Mapping[str, Collection[str]]) -> None:
    """Keep by which other references volunteers are known; of who is erased nothing, however late it comes."""
    stored = transaction["standings"].by_id(names, dict.fromkeys(("volunteer_ref", "sequence", NAMES), 1))
    new = names.keys() - stored.keys()
    transaction["standings"].insert(
        [{"_id": number, **NO_FACTS, NAMES: sorted(names[number]), **NO_STANDING} for number in sorted(new)]
    )
    transaction["standings"].write(
        [
            UpdateOne({"_id": number}, {"$set": {NAMES: sorted({*names[number], *one.get(NAMES, ())})}})
            for number, one in stored.items()
            if not _is_erased(one)
        ]
    )


def _is_erased(volunteer: Document) -> bool:
    """Whether it was told of a volunteer of whom nothing is known any more."""
    return volunteer["volunteer_ref"] is None and volunteer["sequence"] > 0
