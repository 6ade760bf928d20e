"""Whom stored rosters name: found by an index, so that who is erased goes from all of them at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

ROSTERS, PARTS = "rosters", "roster_parts"
PEOPLE = "people"
"""The references of volunteers that a stored document names."""
TURNS = "roster_turns"
ERASURES = "erasures"
"""Who opens a roster and who is erased meet in this document, so that one of them sees the other."""


def collections(database: Database[Document]) -> None:
    """Let what names somebody be found, also what was stored before."""
    collection(database, TURNS)
    for name in (ROSTERS, PARTS):
        database[name].create_indexes([index(PEOPLE, sparse=True)])
        for one in list(database[name].find({}, {"_id": 1})):
            found = database[name].find_one(one)
            if found is not None:
                database[name].update_one(one, {"$set": {PEOPLE: named_by(found)}})


def named_by(document: Mapping[str, Any]) -> list[str]:
    """The volunteers whom a roster or a part of one names, by their references."""
    places = [*document.get("assignments", ()), *document.get("fixed", ())]
    not_kept = (one["volunteer_ref"] for one in document.get("not_kept", ()))
    return sorted({*(volunteer for _, volunteer in places), *not_kept})


def take_turn(transaction: Transaction) -> None:
    """A roster is opened, or somebody is erased: one after the other."""
    transaction[TURNS].write([UpdateOne({"_id": ERASURES}, {"$inc": {"turns": 1}}, upsert=True)])


def forget(transaction: Transaction, names: Collection[str]) -> None:
    """No stored roster names these any more; its figures stay what they were."""
    for name in (ROSTERS, PARTS):
        found = transaction[name].where(PEOPLE, names)
        transaction[name].write([UpdateOne({"_id": one["_id"]}, {"$set": _without(one, names)}) for one in found])


def _without(document: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    left: dict[str, Any] = {
        field: [one for one in document[field] if one[1] not in names]
        for field in ("assignments", "fixed")
        if field in document
    }
    if "not_kept" in document:
        left["not_kept"] = [one for one in document["not_kept"] if one["volunteer_ref"] not in names]
    return {**left, PEOPLE: named_by(left)}
