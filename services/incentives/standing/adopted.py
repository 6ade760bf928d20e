"""What is stored of adopted versions of policies, and by how many of them volunteers were decided on."""

from __future__ import annotations

from pymongo.database import Database

from services.incentives.standing.parts import PART
from services.incentives.standing.repository import GENERATION
from services.incentives.standing.tables import Tables, tables_of
from shared import clock
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Store, Transaction
from shared.waiting import ACCEPTED, OUTCOME

VERSIONS = "policy_versions"
"""A few for each year."""


def tables_in(transaction: Transaction) -> Tables:
    """The tables by which a transaction decides."""
    return tables_of(transaction[VERSIONS].find({OUTCOME: ACCEPTED}), clock.today())


def tables_now(store: Store) -> Tables:
    """The tables as they are now."""
    return tables_of(store.database[VERSIONS].find({OUTCOME: ACCEPTED}), clock.today())


def find_by_generation(database: Database[Document]) -> None:
    """Index by how many adopted policies volunteers were decided on: before, there were none."""
    collection(database, "standings", index(GENERATION))
    for one in database["standings"].find({}, {GENERATION: 1}):
        if GENERATION not in one:
            database["standings"].update_one({"_id": one["_id"]}, {"$set": {GENERATION: 0}})


def behind_in(store: Store, part: int, generation: int) -> list[str]:
    """The volunteers of a part who were decided on by fewer adopted policies than there are."""
    query = {PART: part, GENERATION: {"$gte": 0, "$lt": generation}}
    return [one["_id"] for one in store.database["standings"].find(query, {"_id": 1})]
