"""The collection of merges, its indexes and queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from pymongo import DeleteOne, UpdateOne

from services.registry.merges.domain import Merge, Told
from shared import clock
from shared.lists import Listing
from shared.store.client import Document
from shared.store.transaction import Transaction

MERGES = "merges"
SIDES = ("kept", "merged")
LISTING = Listing(MERGES, "merge_ref", (*SIDES, "outcome"), two_sided=True)


def around(transaction: Transaction, numbers: Iterable[str]) -> list[Document]:
    """The merges of volunteers, and of whom these are merged with, and so on, by the volunteers' numbers.

    Those of names alone join nobody.
    """
    found: dict[str, Document] = {}
    known, news = set[str](), set(numbers)
    while news:
        known |= news
        for side in SIDES:
            some = transaction[MERGES].where(side, news)
            found.update({one["_id"]: one for one in some if "of_name" not in one})
        news = {one[side] for one in found.values() for side in SIDES} - known
    return list(found.values())


def merge(document: Mapping[str, Any]) -> Merge:
    """The merge that a document describes."""
    merged_at = clock.from_text(document["merged_at"])
    return Merge(document["merge_ref"], document["kept"], document["merged"], merged_at, _moment(document["undone_at"]))


def told(document: Mapping[str, Any]) -> Told | None:
    """What others have heard of a merge."""
    found = document.get("told")
    return Told(_moment(found["until"])) if found else None


def change(transaction: Transaction, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Set fields of merges, by their references."""
    transaction[MERGES].write([UpdateOne({"_id": reference}, {"$set": some}) for reference, some in changes.items()])


def remove(transaction: Transaction, references: Iterable[str]) -> None:
    """Delete merges, by their references."""
    transaction[MERGES].write([DeleteOne({"_id": reference}) for reference in references])


def told_as_kept(told: Told | None) -> Document | None:
    """How a document says what others have heard."""
    return {"until": clock.to_text(told.until) if told.until else None} if told else None


def _moment(text: str | None) -> dt.datetime | None:
    return clock.from_text(text) if text else None
