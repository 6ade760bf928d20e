"""The collections of calls, works and scores, and their queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from services.projects.works.domain import CATEGORIES
from shared import clock, lists
from shared.lists import Listing
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED, OUTCOME, WAITS_FOR

CALLS, WORKS, SCORES = "calls", "works", "work_scores"
CALL_LIST = Listing(CALLS, "call_ref", by_organisation=False)
WORK_LIST = Listing(
    WORKS, "work_ref", ("call_ref", "category", "organisation_ref", "outcome"), words={"category": CATEGORIES}
)
SCORE_LIST = Listing(SCORES, "score_ref", ("work_ref", "outcome"), by_organisation=False)
TURN = "turn"
"""Of a work how often its scores were decided on."""
SEQUENCE = "sequence"
"""Of a score how often it was told of."""


def take_turns(transaction: Transaction, references: Iterable[str]) -> None:
    """Scores of a work are decided on by one transaction after the other: each writes on the work."""
    transaction[WORKS].write([UpdateOne({"_id": one}, {"$inc": {TURN: 1}}) for one in sorted(references)])


def scores_in(transaction: Transaction, references: Iterable[str]) -> dict[str, list[Document]]:
    """The scores of works, by work; none of them waits, since these are known."""
    found: dict[str, list[Document]] = defaultdict(list)
    for one in transaction[SCORES].where("work_ref", references):
        if WAITS_FOR not in one:
            found[one["work_ref"]].append(one)
    return found


def organisations_of(transaction: Transaction, references: Iterable[str]) -> dict[str, str]:
    """By work whose it is."""
    found = transaction[WORKS].by_id(references, {"organisation_ref": 1})
    return {name: one["organisation_ref"] for name, one in found.items()}


def change(transaction: Transaction, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Set fields of scores, by their references."""
    transaction[SCORES].write([UpdateOne({"_id": one}, {"$set": some}) for one, some in changes.items()])


def calls(database: Database[Document]) -> Iterator[str]:
    """The references of all calls, in order."""
    return (one["call_ref"] for one in lists.everything(database, CALL_LIST, {}))


def works_of(database: Database[Document], call: str, day: dt.date) -> list[Document]:
    """A call's works that were submitted on or before a day."""
    found = database[WORKS].find({"call_ref": call})
    return [one for one in found if one[OUTCOME] == ACCEPTED and _by(one["submitted_at"], day)]


def scores_of(database: Database[Document], works: Iterable[str], day: dt.date) -> dict[str, list[int]]:
    """The scores of works that count and were given on or before a day, by work."""
    found: dict[str, list[int]] = defaultdict(list)
    for some in portions(sorted(works)):
        for one in database[SCORES].find({"work_ref": {"$in": list(some)}}):
            if one[OUTCOME] == ACCEPTED and _by(one["at"], day):
                found[one["work_ref"]].append(one["score"])
    return found


def _by(moment: str, day: dt.date) -> bool:
    return clock.china_day(clock.from_text(moment)) <= day
