"""The collections of nominations, scores and objections, and their queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pymongo import DeleteOne, UpdateOne
from pymongo.database import Database

from services.incentives.awards.kind import AWARD_CYCLES
from services.incentives.awards.schemas import CATEGORIES
from services.incentives.nominations.domain import UNKNOWN_CATEGORY, UNSETTLED
from shared import clock, ids, lists
from shared.lists import Listing
from shared.rules.names import NOBODY
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import index
from shared.store.transaction import Store, Transaction
from shared.waiting import OUTCOME, WAITS_FOR
from shared.where import EVERYWHERE, Where

NOMINATIONS, SCORES, OBJECTIONS = "nominations", "award_scores", "award_objections"
LIST = Listing(
    NOMINATIONS, "nomination_ref", ("cycle_ref", "category", "subject_ref", "volunteer"), words={"category": CATEGORIES}
)
SCORE_LIST = Listing(SCORES, "score_ref", ("nomination_ref", "outcome"), by_organisation=False)
OBJECTION_LIST = Listing(OBJECTIONS, "objection_ref", ("nomination_ref", "outcome"), by_organisation=False)
SEQUENCE, TURN, AGAIN = "sequence", "turn", "look_again_at"
"""How often it was told of; how often its scores were decided on; when its subject is looked at once more."""
FILED_BY = "filed_by"
FILINGS = index(FILED_BY, sparse=True)
"""Of objections: who filed them."""
INDEXES = (
    index("award_ref"),
    index("subject"),
    index("nominator"),
    index("period_to", sparse=True),
    index(AGAIN, sparse=True),
)


def decided(transaction: Transaction, collection: str, references: Iterable[str]) -> dict[str, Document]:
    """The nominations whose cycle, subject and nominator are known, those that are refused too."""
    found = transaction[collection].by_id(set(references))
    return {name: one for name, one in found.items() if "award_ref" in one}


def of_subjects(transaction: Transaction, subjects: Iterable[str]) -> list[Document]:
    """The nominations of some subjects, each by its number or its reference."""
    return transaction[NOMINATIONS].where("subject", subjects)


def in_award(transaction: Transaction, award: str, subjects: Iterable[str]) -> list[Document]:
    """Those of some subjects in a category of a cycle."""
    return [one for one in of_subjects(transaction, subjects) if one["award_ref"] == award]


def is_open(transaction: Transaction, day: dt.date) -> bool:
    """Whether any nomination is for a period that ends on a day or later."""
    return bool(transaction[NOMINATIONS].find({"period_to": {"$gte": day.isoformat()}}, {"_id": 1}, most=1))


def of_persons(transaction: Transaction, numbers: Iterable[str]) -> list[Document]:
    """The nominations of whom, or by whom, these registrations are."""
    wanted = sorted(set(numbers))
    by = transaction[NOMINATIONS].where("nominator", wanted)
    return list({one["_id"]: one for one in (*of_subjects(transaction, wanted), *by)}.values())


def of_award(transaction: Transaction, award: str) -> list[Document]:
    """All nominations of a category of a cycle."""
    return transaction[NOMINATIONS].find({"award_ref": award})


def awarding(database: Database[Document], award: str) -> Iterator[Document]:
    """The same outside of a transaction, in no order."""
    return iter(database[NOMINATIONS].find({"award_ref": award}))


def with_rows(database: Database[Document], numbers: Iterable[str]) -> list[tuple[Document, Document]]:
    """The nominations of volunteers that are decided on, each with the row of its cycle, by reference."""
    parts = portions(sorted(numbers))
    found = (one for part in parts for one in database[NOMINATIONS].find({"volunteer": {"$in": list(part)}}))
    decided = sorted((one for one in found if SEQUENCE in one), key=lambda one: str(one["_id"]))
    rows = ((one, database[AWARD_CYCLES.name].find_one({"_id": one["award_ref"]})) for one in decided)
    return [(one, row) for one, row in rows if row]


def without_category(transaction: Transaction, cycles: Iterable[str]) -> list[Document]:
    """The nominations that wait for a category of a cycle that is known."""
    found = transaction[NOMINATIONS].where("cycle_ref", cycles)
    return [one for one in found if one.get(OUTCOME) == f"held:{UNKNOWN_CATEGORY}"]


def about(transaction: Transaction, collection: str, nominations: Iterable[str]) -> dict[str, list[Document]]:
    """The scores of nominations, or the objections to them, that do not wait, by nomination."""
    found: dict[str, list[Document]] = defaultdict(list)
    for one in transaction[collection].where("nomination_ref", nominations):
        if WAITS_FOR not in one and "nomination_ref" in one:
            found[one["nomination_ref"]].append(one)
    return found


def take_turns(transaction: Transaction, references: Iterable[str]) -> None:
    """Scores of a nomination are decided on by one transaction after the other: each writes on the nomination."""
    transaction[NOMINATIONS].write([UpdateOne({"_id": one}, {"$inc": {TURN: 1}}) for one in sorted(references)])


def unsettle(transaction: Transaction, references: Iterable[str]) -> None:
    """More was heard of the subjects of nominations."""
    transaction[NOMINATIONS].write([UpdateOne({"_id": one}, {"$inc": {UNSETTLED: 1}}) for one in sorted(references)])


def change(transaction: Transaction, collection: str, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Set fields of documents, by their references."""
    transaction[collection].write([UpdateOne({"_id": one}, {"$set": some}) for one, some in changes.items()])


def put(transaction: Transaction, collection: str, reference: str, document: Document) -> None:
    """Store a document that others may wait for already."""
    transaction[collection].write([UpdateOne({"_id": reference}, {"$set": document}, upsert=True)])


def forget_filings(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Who filed objections is erased: what was decided stays under a name that leads nowhere, without what was said."""
    for number in sorted(numbers):
        gone = {"$set": {FILED_BY: f"{NOBODY}{ids.new_id()}"}, "$unset": {"sealed": ""}}
        found = transaction[OBJECTIONS].where(FILED_BY, [number], {"_id": 1})
        transaction[OBJECTIONS].write([UpdateOne({"_id": one["_id"]}, gone) for one in found])


def remove(transaction: Transaction, collection: str, nominations: Iterable[str]) -> None:
    """Forget the scores of nominations, or the objections to them."""
    found = transaction[collection].where("nomination_ref", nominations, {"_id": 1})
    transaction[collection].write([DeleteOne({"_id": one["_id"]}) for one in found])


def to_look_at(store: Store, now: dt.datetime, most: int) -> list[str]:
    """Some of the nominations that are to be looked at once more."""
    query = {AGAIN: {"$gte": "", "$lt": clock.to_text(now)}}
    return [one["_id"] for one in store.database[NOMINATIONS].find(query, {"_id": 1}, limit=most)]


def looked_at(transaction: Transaction, references: Iterable[str]) -> None:
    """They were."""
    transaction[NOMINATIONS].write([UpdateOne({"_id": one}, {"$unset": {AGAIN: ""}}) for one in sorted(references)])


def everything(database: Database[Document], where: Where = EVERYWHERE) -> Iterator[Document]:
    """All nominations that are decided on and lie where a caller may act, in no order."""
    found = lists.of_place(database, NOMINATIONS, LIST.limits, where)
    return (one for one in found if "award_ref" in one)
