"""The collection of transfers, its indexes and queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pymongo import UpdateOne

from services.registry.transfers.domain import Transfer, Way
from shared import clock, waiting
from shared.lists import Listing
from shared.store.client import Document
from shared.store.transaction import Transaction

TRANSFERS = "transfers"
LISTING = Listing(TRANSFERS, "transfer_ref", ("volunteer", "outcome"), two_sided=True)


def of_volunteers(transaction: Transaction, numbers: Iterable[str]) -> dict[str, list[Document]]:
    """The transfers of volunteers that are decided on, by the volunteer's number."""
    found: dict[str, list[Document]] = defaultdict(list)
    for document in transaction[TRANSFERS].where("volunteer", numbers):
        found[document["volunteer"]].append(document)
    return found


def transfer(document: Mapping[str, Any], names: Collection[str] = ()) -> Transfer:
    """The transfer that a document describes.

    Args:
        names: the other names of its volunteer.
    """
    under = document["volunteer_ref"]
    decided_at = document["decided_at"]
    return Transfer(
        document["transfer_ref"],
        document["to_region_code"],
        clock.from_text(document["requested_at"]),
        clock.from_text(decided_at) if decided_at else None,
        document["decision"],
        document.get("of_name", False),
        under if under in names else None,
    )


def state(document: Mapping[str, Any], day: dt.date) -> str:
    """accepted, declined or open as of a day in China; of a request that is held or refused, that."""
    outcome = str(document[waiting.OUTCOME])
    return transfer(document).state(day) if outcome == waiting.ACCEPTED else outcome


def told(document: Mapping[str, Any]) -> Way | None:
    """What others have heard of a transfer."""
    way = document.get("told")
    return Way(*way) if way else None


def change(transaction: Transaction, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Set fields of transfers, by their references."""
    transaction[TRANSFERS].write([UpdateOne({"_id": reference}, {"$set": some}) for reference, some in changes.items()])
